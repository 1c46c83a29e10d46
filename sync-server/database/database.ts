import { setImmediate as nextTurn } from 'node:timers/promises';
import { drizzle, type SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy';
import { ReadMemory } from './read-memory.ts';
import {
  rowsOf,
  type SqlDriver,
  type SqlRow,
  type SqlValue,
  type Statement,
  type StatementResult,
} from './sql.ts';
import { isConstraint } from './sql-error.ts';

/** A statement of our own or a drizzle query that was not run. */
export type Writable = Statement | { toSQL(): { sql: string; params: unknown[] } };

const GROUP_MAX_STATEMENTS = 2000;
/** Less than a quick disk takes. */
const GATHER_MS = 0.5;

type Unit = {
  statements: Statement[];
  resolve: (results: StatementResult[]) => void;
  reject: (error: unknown) => void;
};

/**
 * All writes of the process. Units that arrive while a commit is on its way to the disk go together in the next
 * one (group commit): a unit is whole or absent, and its promise resolves only after it is on disk.
 */
export class Database implements AsyncDisposable {
  readonly #driver: SqlDriver;
  #queue: Unit[] = [];
  #running: Promise<void> | undefined;
  /** How many wrote together last time, and how long they are waited for. */
  #mates = { count: 1, untilMs: 0 };
  readonly #memory = new ReadMemory();
  /** Typed reads. Writes go through `write`. */
  readonly query: SqliteRemoteDatabase;

  constructor(driver: SqlDriver) {
    this.#driver = driver;
    this.query = drizzle(async (text, params, method) => {
      // The builder makes parameters of what the schema lets in: values that a column can hold.
      const { values } = await driver.read({ sql: text, args: params as SqlValue[] });
      // «get» wants the one row itself; a missing row is `undefined`, which the proxy takes though its type does not say so.
      return { rows: method === 'get' ? (values[0] as unknown[]) : values };
    });
  }

  async read(statement: Statement): Promise<SqlRow[]> {
    return rowsOf(await this.#driver.read(statement));
  }

  async readOne(statement: Statement): Promise<SqlRow | undefined> {
    return (await this.read(statement))[0];
  }

  /** The same out of memory, as long as nothing was written to its tables: for what every request asks. */
  async recall(statement: Statement): Promise<readonly SqlRow[]> {
    const known = this.#memory.find(statement);
    if (known) return known;
    const { turn } = this.#memory;
    const rows = await this.read(statement);
    if (turn === this.#memory.turn) this.#memory.keep(statement, rows);
    return rows;
  }

  async recallOne(statement: Statement): Promise<SqlRow | undefined> {
    return (await this.recall(statement))[0];
  }

  /** One durable transaction. */
  write(statements: Writable[]): Promise<StatementResult[]> {
    if (statements.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.#queue.push({ statements: statements.map(statementOf), resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#gather();
      const group = this.#takeGroup();
      await this.#commit(group);
      this.#mates = { count: group.length + this.#queue.length, untilMs: performance.now() + GATHER_MS };
    }
    this.#running = undefined;
  }

  /**
   * A disk is waited for once for those who wrote together last time: they have just heard of it, and their next words are
   * awaited for a moment. Left to itself their first would wait for the disk alone, and the others after it. One alone waits for nobody.
   */
  async #gather(): Promise<void> {
    const { count, untilMs } = this.#mates;
    await Promise.resolve();
    while (this.#queue.length < count && performance.now() < untilMs) await nextTurn();
  }

  #takeGroup(): Unit[] {
    let statements = 0;
    let units = 0;
    for (const unit of this.#queue) {
      if (units > 0 && statements + unit.statements.length > GROUP_MAX_STATEMENTS) break;
      statements += unit.statements.length;
      units++;
    }
    return this.#queue.splice(0, units);
  }

  async #commit(group: Unit[]): Promise<void> {
    const statements = group.flatMap((unit) => unit.statements);
    try {
      const results = await this.#driver
        .commit(statements)
        .finally(() => this.#memory.forgetWritten(statements));
      let offset = 0;
      for (const unit of group) {
        unit.resolve(results.slice(offset, offset + unit.statements.length));
        offset += unit.statements.length;
      }
    } catch (error) {
      // One unit that breaks a constraint must not take its neighbours along.
      if (group.length > 1 && isConstraint(error)) for (const unit of group) await this.#commit([unit]);
      else for (const unit of group) unit.reject(error);
    }
  }

  /** Waits for everything that was handed in before the call. */
  async drain(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain();
    await this.#driver.close();
  }
}

function statementOf(writable: Writable): Statement {
  if (!('toSQL' in writable)) return writable;
  const { sql, params } = writable.toSQL();
  // As in `query`: the schema lets nothing else in, and the driver looks once more.
  return { sql, args: params as SqlValue[] };
}
