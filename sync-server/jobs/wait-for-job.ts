import { sql } from '../database/sql.ts';
import { claimJob } from './claim-job.ts';
import type { Claimer } from './due-jobs.ts';
import type { JobContext } from './job-context.ts';
import type { StoredJob } from './store.ts';

/**
 * A claim that waits: it is woken when a job may have become due, and looks again when the next one will. A runner on
 * a pause takes none.
 */
export async function waitForJob(
  context: JobContext,
  claimer: Claimer,
  { waitMs, signal, mayTake }: { waitMs: number; signal?: AbortSignal; mayTake(): Promise<boolean> },
): Promise<StoredJob | undefined> {
  const { dispatcher } = context;
  const started = performance.now();
  for (;;) {
    const { turn } = dispatcher;
    if (signal?.aborted) return undefined;
    const job = (await mayTake()) ? await claimJob(context, claimer) : undefined;
    if (job) return job;
    const leftMs = waitMs - (performance.now() - started);
    if (leftMs <= 0) return undefined;
    await dispatcher.next(turn, Math.min(leftMs, await untilNextMs(context)), signal);
  }
}

/** How long nothing becomes due by the clock alone. */
async function untilNextMs({ database, nowMs }: JobContext): Promise<number> {
  const atMs = nowMs();
  const row = await database.readOne(
    sql(
      `SELECT (SELECT min(run_at) FROM jobs WHERE state IN ('ready', 'waiting') AND run_at > ?1) AS job,
         (SELECT min(not_before) FROM account_limits WHERE not_before > ?1) AS account`,
      atMs,
    ),
  );
  const moments = [row?.job, row?.account].flatMap((at) => (typeof at === 'number' ? [at - atMs] : []));
  return Math.max(1, Math.min(Number.POSITIVE_INFINITY, ...moments));
}
