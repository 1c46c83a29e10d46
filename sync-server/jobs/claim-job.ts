import { JobId, type RunnerId } from '#shared/jobs/job.ts';
import { type Statement, sql } from '../database/sql.ts';
import type { JobContext } from './job-context.ts';
import { moveJob } from './move-job.ts';
import type { StoredJob } from './store.ts';

const LOOK_AT = 16;

export type Claimer = { runner: RunnerId; kinds: string[]; leaseMs: number };

/**
 * The due job that comes first: by priority, and older ones rise. Another runner may be quicker; then the next one is
 * tried, and so long as any is due one is found.
 */
export async function claimJob(context: JobContext, claimer: Claimer): Promise<StoredJob | undefined> {
  const missed: string[] = [];
  for (;;) {
    const due = await listDue(context, claimer, missed);
    if (due.length === 0) return undefined;
    for (const id of due) {
      const { runner, leaseMs } = claimer;
      const event = { kind: 'claim', runner, leaseMs, nowMs: context.nowMs() } as const;
      const claimed = await moveJob(context, id, { event, alongside: () => [noteLending(id, runner)] });
      if (claimed.ok) return claimed.value;
      missed.push(id);
    }
  }
}

/** What a late runner knows about money is taken from whoever once held the job, and from nobody else. */
function noteLending(job: JobId, runner: RunnerId): Statement {
  return sql('INSERT INTO lendings (job, runner) VALUES (?, ?) ON CONFLICT DO NOTHING', job, runner);
}

async function listDue(
  { database, nowMs }: JobContext,
  { kinds }: Claimer,
  missed: string[],
): Promise<JobId[]> {
  const rows = await database.read(
    sql(
      `SELECT id FROM jobs
         WHERE state IN ('ready', 'waiting') AND run_at <= ?1
           AND kind IN (SELECT value FROM json_each(?2)) AND id NOT IN (SELECT value FROM json_each(?3))
           AND (state = 'waiting' OR account IS NULL OR account NOT IN (
             SELECT l.account FROM account_limits l WHERE l.not_before > ?1 OR l.concurrency <= (
               SELECT count(*) FROM jobs o WHERE o.account = l.account AND o.state IN ('leased', 'waiting'))))
         ORDER BY rank, id LIMIT ${LOOK_AT}`,
      nowMs(),
      JSON.stringify(kinds),
      JSON.stringify(missed),
    ),
  );
  return rows.map((row) => JobId.parse(row.id));
}
