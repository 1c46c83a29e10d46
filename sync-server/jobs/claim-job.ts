import { JobId, type RunnerId } from '#shared/jobs/job.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';
import type { JobContext } from './job-context.ts';
import { moveJob } from './move-job.ts';
import { JOB_COLUMNS, jobOf, type StoredJob } from './store.ts';
import { isUnreadable } from './unreadable.ts';

const LOOK_AT = 4;

/** A runner of this house is given every key; one of another machine only those of accounts that trust it. */
export type Claimer = { runner: RunnerId; kinds: string[]; isRemote?: boolean; leaseMs: number };

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
      try {
        // The later ones may have moved on while the first was tried.
        const known = position === 0 ? jobOf(row) : undefined;
        const claimed = await claimThis(context, { id, known }, claimer);
        if (claimed) return claimed;
      } catch (error) {
        // It harms only itself.
        if (!isUnreadable(error)) throw error;
      }
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

/** Accounts that are to be left alone for now, or have as much at work as they may. */
const BLOCKED = `SELECT l.account FROM account_limits l WHERE l.not_before > ?1 OR l.concurrency <= (
  SELECT count(*) FROM jobs o WHERE o.account = l.account AND o.state IN ('leased', 'waiting'))`;

/** Accounts whose keys no runner of another machine is given. */
const KEPT_HOME = `SELECT s.account FROM account_secrets s JOIN accounts a ON a.id = s.account
  WHERE ?4 = 1 AND a.is_remote_trusted = 0`;

/** Each kind with each account that has ready jobs of it, and with none: by steps from one to the next in the index. */
const LANES = `lanes (kind, account) AS (
    SELECT k.value, (SELECT min(account) FROM jobs WHERE state = 'ready' AND kind = k.value) FROM json_each(?2) k
    UNION ALL
    SELECT lanes.kind, (SELECT min(j.account) FROM jobs j
      WHERE j.state = 'ready' AND j.kind = lanes.kind AND j.account > lanes.account)
    FROM lanes WHERE lanes.account IS NOT NULL)`;

const PASSED_OVER = 'SELECT value FROM json_each(?3)';

/** The first of each lane that is open: ten thousand that wait for a full account cost no look at each. */
const DUE = `WITH RECURSIVE ${LANES}
  SELECT ${JOB_COLUMNS}, rank FROM jobs WHERE id IN (
    SELECT j.id FROM lanes CROSS JOIN jobs j ON j.id IN (
      SELECT d.id FROM jobs d
        WHERE d.state = 'ready' AND d.kind = lanes.kind AND d.account IS lanes.account AND d.run_at <= ?1
          AND d.id NOT IN (${PASSED_OVER})
        ORDER BY d.rank, d.id LIMIT ${LOOK_AT})
      WHERE lanes.account IS NULL OR lanes.account NOT IN (${BLOCKED} UNION ALL ${KEPT_HOME}))
  UNION ALL
  SELECT ${JOB_COLUMNS}, rank FROM jobs
    WHERE state = 'waiting' AND run_at <= ?1 AND kind IN (SELECT value FROM json_each(?2))
      AND id NOT IN (${PASSED_OVER}) AND (account IS NULL OR account NOT IN (${KEPT_HOME}))
  ORDER BY rank, id LIMIT ${LOOK_AT}`;

function listDue(
  { database, nowMs }: JobContext,
  { kinds, isRemote = false }: Claimer,
  passedOver: string[],
): Promise<SqlRow[]> {
  return database.read(
    sql(DUE, nowMs(), JSON.stringify([...new Set(kinds)]), JSON.stringify(passedOver), isRemote ? 1 : 0),
  );
}
