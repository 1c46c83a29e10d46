import type { RunnerId } from '#shared/jobs/job.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, sql } from '../database/sql.ts';
import type { Dispatcher } from './dispatcher.ts';
import { JOB_COLUMNS } from './store.ts';

const READ_AHEAD = 16;
const LISTS_MAX = 100;

/** A runner of this house is given every key; one of another machine only those of accounts that trust it. */
export type Claimer = { runner: RunnerId; kinds: string[]; isRemote?: boolean; leaseMs: number };

type Ahead = { rows: SqlRow[]; turn: number; untilMs: number };

/**
 * What comes next. A few jobs are read ahead for each kind of claimer; they stand until a wake-up says that something
 * else may be due, or until the clock makes something due. That decides nothing: the transaction takes a job only as it
 * was read. While an account is full or left alone nothing is kept, for a free place puts its jobs in front.
 */
export class DueJobs {
  readonly #database: Database;
  readonly #dispatcher: Dispatcher;
  readonly #nowMs: () => number;
  readonly #ahead = new Map<string, Ahead>();
  /** What somebody in this process is just taking: nobody else tries it. */
  readonly #taken = new Set<string>();

  constructor({
    database,
    dispatcher,
    nowMs,
  }: { database: Database; dispatcher: Dispatcher; nowMs: () => number }) {
    this.#database = database;
    this.#dispatcher = dispatcher;
    this.#nowMs = nowMs;
  }

  /** The first one that nobody is taking, for this claimer alone until `release`; without those he has missed. */
  async take(claimer: Claimer, missed: string[]): Promise<SqlRow | undefined> {
    const key = JSON.stringify([claimer.kinds, claimer.isRemote]);
    const known = this.#ahead.get(key);
    if (known && missed.length === 0 && this.#stands(known)) {
      const row = this.#first(known.rows);
      if (row) return row;
    }
    for (;;) {
      const ahead = await this.#read(claimer, missed);
      if (ahead.rows.length === 0) return undefined;
      const row = this.#first(ahead.rows);
      if (this.#ahead.size >= LISTS_MAX) this.#ahead.clear();
      this.#ahead.set(key, ahead);
      // Others may have taken all of them since they were read.
      if (row) return row;
    }
  }

  release(id: string): void {
    this.#taken.delete(id);
  }

  #first(rows: SqlRow[]): SqlRow | undefined {
    for (let row = rows.shift(); row; row = rows.shift()) {
      const id = String(row.id);
      if (this.#taken.has(id)) continue;
      this.#taken.add(id);
      return row;
    }
    return undefined;
  }

  #stands({ turn, untilMs }: Ahead): boolean {
    return turn === this.#dispatcher.dueTurn && this.#nowMs() < untilMs;
  }

  async #read({ kinds, isRemote = false }: Claimer, missed: string[]): Promise<Ahead> {
    const { dueTurn: turn } = this.#dispatcher;
    const nowMs = this.#nowMs();
    const passedOver = JSON.stringify([...missed, ...this.#taken]);
    const rows = await this.#database.read(
      sql(DUE, nowMs, JSON.stringify([...new Set(kinds)]), passedOver, isRemote ? 1 : 0),
    );
    const [first] = rows;
    const mayKeep = missed.length === 0 && first?.blocked === 0;
    const untilMs = typeof first?.next_at === 'number' ? first.next_at : Number.POSITIVE_INFINITY;
    return { rows, turn, untilMs: mayKeep ? untilMs : Number.NEGATIVE_INFINITY };
  }
}

/** Accounts that are to be left alone for now, or have as much at work as they may. */
const BLOCKED = `SELECT l.account FROM account_limits l WHERE l.not_before > ?1 OR l.concurrency <= (
  SELECT count(*) FROM jobs o WHERE o.account = l.account AND o.state IN ('leased', 'waiting'))`;

/** When the clock makes the next job due, and how many accounts are blocked: once for all rows. */
const OUTLOOK = `(SELECT min(run_at) FROM jobs WHERE state IN ('ready', 'waiting') AND run_at > ?1) AS next_at,
  (SELECT count(*) FROM (${BLOCKED})) AS blocked`;

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
  SELECT ${JOB_COLUMNS}, rank, ${OUTLOOK} FROM jobs WHERE id IN (
    SELECT j.id FROM lanes CROSS JOIN jobs j ON j.id IN (
      SELECT d.id FROM jobs d
        WHERE d.state = 'ready' AND d.kind = lanes.kind AND d.account IS lanes.account AND d.run_at <= ?1
          AND d.id NOT IN (${PASSED_OVER})
        ORDER BY d.rank, d.id LIMIT ${READ_AHEAD})
      WHERE lanes.account IS NULL OR lanes.account NOT IN (${BLOCKED} UNION ALL ${KEPT_HOME}))
  UNION ALL
  SELECT ${JOB_COLUMNS}, rank, ${OUTLOOK} FROM jobs
    WHERE state = 'waiting' AND run_at <= ?1 AND kind IN (SELECT value FROM json_each(?2))
      AND id NOT IN (${PASSED_OVER}) AND (account IS NULL OR account NOT IN (${KEPT_HOME}))
  ORDER BY rank, id LIMIT ${READ_AHEAD}`;
