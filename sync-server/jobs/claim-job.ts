import { JobId, type RunnerId } from '#shared/jobs/job.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';
import type { JobContext } from './job-context.ts';
import { moveJob } from './move-job.ts';
import { JOB_COLUMNS, jobOf, type StoredJob } from './store.ts';

const LOOK_AT = 4;

export type Claimer = { runner: RunnerId; kinds: string[]; leaseMs: number };

/**
 * The due job that comes first: by priority, and older ones rise. Another runner may be quicker; then the next one is
 * tried, and so long as any is due one is found.
 */
export async function claimJob(context: JobContext, claimer: Claimer): Promise<StoredJob | undefined> {
  const missed: string[] = [];
  for (;;) {
    const due = await listDue(context, claimer, [...missed, ...context.beingClaimed]);
    if (due.length === 0) return undefined;
    for (const [position, row] of due.entries()) {
      const id = JobId.parse(row.id);
      // The later ones may have moved on while the first was tried.
      const known = position === 0 ? jobOf(row) : undefined;
      const claimed = await claimThis(context, { id, known }, claimer);
      if (claimed) return claimed;
      missed.push(id);
    }
  }
}

/** Two that try the same job would both be written alone after the failure of one, each with a commit of its own. */
async function claimThis(
  context: JobContext,
  { id, known }: { id: JobId; known: StoredJob | undefined },
  { runner, leaseMs }: Claimer,
): Promise<StoredJob | undefined> {
  if (context.beingClaimed.has(id)) return undefined;
  context.beingClaimed.add(id);
  try {
    const event = { kind: 'claim', runner, leaseMs, nowMs: context.nowMs() } as const;
    const claimed = await moveJob(context, id, { event, known, alongside: () => [noteLending(id, runner)] });
    return claimed.ok ? claimed.value : undefined;
  } finally {
    context.beingClaimed.delete(id);
  }
}

/** What a late runner knows about money is taken from whoever once held the job, and from nobody else. */
function noteLending(job: JobId, runner: RunnerId): Statement {
  return sql('INSERT INTO lendings (job, runner) VALUES (?, ?) ON CONFLICT DO NOTHING', job, runner);
}

async function listDue(
  { database, nowMs }: JobContext,
  { kinds }: Claimer,
  passedOver: string[],
): Promise<SqlRow[]> {
  return await database.read(
    sql(
      `SELECT ${JOB_COLUMNS} FROM jobs
         WHERE state IN ('ready', 'waiting') AND run_at <= ?1
           AND kind IN (SELECT value FROM json_each(?2)) AND id NOT IN (SELECT value FROM json_each(?3))
           AND (state = 'waiting' OR account IS NULL OR account NOT IN (
             SELECT l.account FROM account_limits l WHERE l.not_before > ?1 OR l.concurrency <= (
               SELECT count(*) FROM jobs o WHERE o.account = l.account AND o.state IN ('leased', 'waiting'))))
         ORDER BY rank, id LIMIT ${LOOK_AT}`,
      nowMs(),
      JSON.stringify(kinds),
      JSON.stringify(passedOver),
    ),
  );
}
