import { JobId, type RunnerId } from '#shared/jobs/job.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';
import type { Claimer } from './due-jobs.ts';
import type { JobContext } from './job-context.ts';
import { moveJob } from './move-job.ts';
import { jobOf, type StoredJob } from './store.ts';
import { isUnreadable } from './unreadable.ts';

/**
 * The due job that comes first: by priority, and older ones rise. Another runner may be quicker; then the next one is
 * tried, and so long as any is due one is found.
 */
export async function claimJob(context: JobContext, claimer: Claimer): Promise<StoredJob | undefined> {
  const missed: string[] = [];
  for (;;) {
    const row = await context.due.take(claimer, missed);
    if (!row) return undefined;
    try {
      const claimed = await claimThis(context, row, claimer);
      if (claimed) return claimed;
    } catch (error) {
      // It harms only itself.
      if (!isUnreadable(error)) throw error;
    } finally {
      context.due.release(String(row.id));
    }
    missed.push(String(row.id));
  }
}

async function claimThis(
  context: JobContext,
  row: SqlRow,
  { runner, leaseMs }: Claimer,
): Promise<StoredJob | undefined> {
  const id = JobId.parse(row.id);
  const event = { kind: 'claim', runner, leaseMs, nowMs: context.nowMs() } as const;
  const claimed = await moveJob(context, id, {
    event,
    known: jobOf(row),
    alongside: () => [noteLending(id, runner)],
  });
  return claimed.ok ? claimed.value : undefined;
}

/** What a late runner knows about money is taken from whoever once held the job, and from nobody else. */
function noteLending(job: JobId, runner: RunnerId): Statement {
  return sql('INSERT INTO lendings (job, runner) VALUES (?, ?) ON CONFLICT DO NOTHING', job, runner);
}
