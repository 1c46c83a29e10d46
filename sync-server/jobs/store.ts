import type { ProjectId, UserId } from '#shared/ids.ts';
import { JobId, Ledger } from '#shared/jobs/job.ts';
import { moneyBetween } from '#shared/jobs/money.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';

export type NewJob = {
  id: JobId;
  kind: string;
  project: ProjectId | null;
  user: UserId | null;
  account: string | null;
  dedupeKey: string | null;
  payload: unknown;
  priority: number;
  maxAttempts: number;
  runAtMs: number;
};

export type StoredJob = {
  id: JobId;
  kind: string;
  project: string | null;
  account: string | null;
  payload: unknown;
  ledger: Ledger;
  version: number;
};

/** A job stands once, whether its id comes again or another job of the same key. */
export function insertJob(job: NewJob, nowMs: number): Statement {
  const ledger: Ledger = {
    state: 'ready',
    fence: 0,
    runner: null,
    leaseUntilMs: null,
    runAtMs: job.runAtMs,
    attempt: 0,
    maxAttempts: job.maxAttempts,
    wantsCancel: false,
    fault: null,
    calls: [],
  };
  return sql(
    `INSERT INTO jobs (id, kind, project, user_id, account, dedupe_key, payload, priority, created_at, ledger, state,
       run_at, lease_until, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?) ON CONFLICT DO NOTHING`,
    job.id,
    job.kind,
    job.project,
    job.user,
    job.account,
    job.dedupeKey,
    JSON.stringify(job.payload),
    job.priority,
    nowMs,
    JSON.stringify(ledger),
    ledger.state,
    ledger.runAtMs,
    nowMs,
  );
}

export async function findJob(database: Database, id: JobId): Promise<StoredJob | undefined> {
  const row = await database.readOne(
    sql('SELECT id, kind, project, account, payload, ledger, version FROM jobs WHERE id = ?', id),
  );
  return row && jobOf(row);
}

function jobOf(row: SqlRow): StoredJob {
  return {
    id: JobId.parse(row.id),
    kind: String(row.kind),
    project: row.project === null ? null : String(row.project),
    account: row.account === null ? null : String(row.account),
    payload: JSON.parse(String(row.payload)),
    ledger: Ledger.parse(JSON.parse(String(row.ledger))),
    version: Number(row.version),
  };
}

/** The next state of a job, and what it does to the budgets: together or not at all. */
export function moveStatements(job: StoredJob, next: Ledger, nowMs: number): Statement[] {
  return [
    sql(
      `UPDATE jobs SET ledger = ?, state = ?, run_at = ?, lease_until = ?, changed_at = ?, version = ? WHERE id = ?`,
      JSON.stringify(next),
      next.state,
      next.runAtMs,
      next.leaseUntilMs,
      nowMs,
      job.version + 1,
      job.id,
    ),
    ...spendingStatements(job, next),
  ];
}

function spendingStatements({ project, ledger }: StoredJob, next: Ledger): Statement[] {
  return moneyBetween(ledger.calls, next.calls).flatMap(({ currency, day, reserved, spent }) =>
    scopesOf(project, day).flatMap(({ scope, capScope }) => [
      sql(
        'INSERT INTO spending (scope, currency, cap_scope) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        scope,
        currency,
        capScope,
      ),
      sql(
        'UPDATE spending SET reserved = reserved + ?, spent = spent + ? WHERE scope = ? AND currency = ?',
        reserved,
        spent,
        scope,
        currency,
      ),
    ]),
  );
}

/** Every budget that a call of this project on this day counts for. */
function scopesOf(project: string | null, day: string): { scope: string; capScope: string }[] {
  const house = { scope: `day ${day}`, capScope: 'day' };
  if (project === null) return [house];
  const whole = `project ${project}`;
  const daily = { scope: `${whole} day ${day}`, capScope: `${whole} day` };
  return [{ scope: whole, capScope: whole }, daily, house];
}
