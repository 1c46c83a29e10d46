import { Price } from '#shared/catalogue/price.ts';
import { ProjectId, type ShotId, UserId } from '#shared/ids.ts';
import { JobId, Ledger } from '#shared/jobs/job.ts';
import { moneyBetween } from '#shared/jobs/money.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';
import { budgetFeedStatements, scopesOf } from './budget-feed.ts';
import { decisionStatements, type Word } from './decisions.ts';
import { jobFeedStatements } from './job-feed.ts';

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
  shot?: ShotId | null;
  /** Expected for one call; `null` when nobody knows it. */
  price?: Price | null;
};

export type StoredJob = {
  id: JobId;
  kind: string;
  project: ProjectId | null;
  user: UserId | null;
  account: string | null;
  payload: unknown;
  price: Price | null;
  createdAtMs: number;
  ledger: Ledger;
  version: number;
};

/** A new job with its record. Inserting an id or a key that stands already fails as a whole. */
export function insertJob(job: NewJob, nowMs: number): Statement[] {
  return [insertion(job, { nowMs, where: ALWAYS, onConflict: '' }), ...recordOf(job)];
}

/** A job stands once, whether its id comes again or another job of the same key. */
export function insertJobOnce(job: NewJob, nowMs: number): Statement[] {
  return insertJobWhere(job, { nowMs, where: ALWAYS });
}

/** The same, and only where a condition holds when it is written. */
export function insertJobWhere(
  job: NewJob,
  { nowMs, where }: { nowMs: number; where: Statement },
): Statement[] {
  return [insertion(job, { nowMs, where, onConflict: 'ON CONFLICT DO NOTHING' }), ...recordOf(job)];
}

const ALWAYS = sql('1');

function insertion(
  job: NewJob,
  { nowMs, where, onConflict }: { nowMs: number; where: Statement; onConflict: string },
): Statement {
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
       run_at, lease_until, changed_at, shot, price)
       SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ? WHERE ${where.sql} ${onConflict}`,
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
    job.shot ?? null,
    job.price ? JSON.stringify(job.price) : null,
    ...where.args,
  );
}

function recordOf({ id, kind, project }: NewJob): Statement[] {
  return isShown(kind) ? jobFeedStatements(project, id) : [];
}

/** People are shown what they asked for; work of our own only when it has failed. */
export function isShown(kind: string): boolean {
  return kind !== 'rendition' && !kind.startsWith('rendition:');
}

/** The same as a condition on a column. */
export function shownBy(kind: string): string {
  return `${kind} <> 'rendition' AND ${kind} NOT LIKE 'rendition:%'`;
}

/** What `jobOf` reads. */
export const JOB_COLUMNS = 'id, kind, project, user_id, account, payload, price, created_at, ledger, version';

export async function findJob(database: Database, id: JobId): Promise<StoredJob | undefined> {
  const row = await database.readOne(sql(`SELECT ${JOB_COLUMNS} FROM jobs WHERE id = ?`, id));
  return row && jobOf(row);
}

export function jobOf(row: SqlRow): StoredJob {
  return {
    id: JobId.parse(row.id),
    kind: String(row.kind),
    project: row.project === null ? null : ProjectId.parse(row.project),
    user: row.user_id === null ? null : UserId.parse(row.user_id),
    account: row.account === null ? null : String(row.account),
    payload: JSON.parse(String(row.payload)),
    price: row.price === null ? null : Price.parse(JSON.parse(String(row.price))),
    createdAtMs: Number(row.created_at),
    ledger: Ledger.parse(JSON.parse(String(row.ledger))),
    version: Number(row.version),
  };
}

const ENDED: readonly Ledger['state'][] = ['done', 'dead', 'cancelled'];

/** What came out of a job: the answer of a model that writes, and rows beside the ledger. */
export type Brought = { answer?: string | undefined; statements?: Statement[] };

/** The next state of a job, with its records and what it does to the budgets: together or not at all. */
export function moveStatements(
  job: StoredJob,
  next: Ledger,
  { nowMs, word, brought = {} }: { nowMs: number; word?: Word | undefined; brought?: Brought | undefined },
): Statement[] {
  const money = spendingStatements(job, next);
  const isTold = showsIn(job.ledger) !== showsIn(next) && isToldOf(job, next);
  return [
    movement(job, next, { nowMs, answer: brought.answer }),
    ...(brought.statements ?? []),
    ...money,
    ...decisionStatements(job, next, { nowMs, word }),
    ...(isTold ? jobFeedStatements(job.project, job.id) : []),
    ...(money.length > 0 && job.project ? budgetFeedStatements(job.project) : []),
  ];
}

function isToldOf({ kind, ledger }: StoredJob, next: Ledger): boolean {
  return isShown(kind) || ledger.state === 'dead' || next.state === 'dead';
}

/** What a record says of a life: a lease that is renewed tells nobody anything. */
function showsIn(ledger: Ledger): string {
  return JSON.stringify({ ...ledger, leaseUntilMs: null });
}

/** The stage is the word of whoever holds the job: it goes when he does, unless the provider works on. */
function movement(
  job: StoredJob,
  next: Ledger,
  { nowMs, answer }: { nowMs: number; answer: string | undefined },
): Statement {
  const isNew = next.state === 'leased' && job.ledger.state === 'ready';
  const isOver = ENDED.includes(next.state);
  const forgetsStage = isNew || isOver || next.state === 'ready' || next.state === 'needs_human';
  return sql(
    `UPDATE jobs SET ledger = ?1, state = ?2, run_at = ?3, lease_until = ?4, changed_at = ?5, version = ?6, runner = ?7,
       stage = CASE WHEN ?8 THEN NULL ELSE stage END, progress = CASE WHEN ?8 THEN NULL ELSE progress END,
       started_at = CASE WHEN ?2 = 'leased' THEN COALESCE(started_at, ?5) ELSE started_at END,
       ended_at = CASE WHEN ?9 THEN COALESCE(ended_at, ?5) ELSE NULL END, answer = COALESCE(?10, answer)
       WHERE id = ?11`,
    JSON.stringify(next),
    next.state,
    next.runAtMs,
    next.leaseUntilMs,
    nowMs,
    job.version + 1,
    next.runner,
    forgetsStage ? 1 : 0,
    isOver ? 1 : 0,
    answer ?? null,
    job.id,
  );
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
