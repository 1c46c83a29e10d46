import type { Fault } from '#shared/fault.ts';
import type { Database } from '../database/database.ts';
import type { Statement, StatementResult } from '../database/sql.ts';

/** A part of it could not be, so that nothing of it was tried on the disk. */
export class AbandonedWrite extends Error {}

/** The gate of a document would not let the update in. */
export class RefusedUpdate extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.code);
    this.fault = fault;
  }
}

type Part = {
  statements: Statement[];
  resolve: (results: StatementResult[]) => void;
  reject: (error: unknown) => void;
};

/** One transaction that several documents share: each brings its part, and all hear what has become of the whole. */
export class SharedWrite {
  readonly #database: Database;
  #parts: Part[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  add(statements: Statement[]): Promise<StatementResult[]> {
    return new Promise((resolve, reject) => {
      this.#parts.push({ statements, resolve, reject });
    });
  }

  /** All parts and what stands beside them; answers with the results of the latter. */
  async commit(alongside: Statement[]): Promise<StatementResult[]> {
    const parts = this.#parts;
    this.#parts = [];
    try {
      const all = parts.flatMap(({ statements }) => statements);
      const results = await this.#database.write([...all, ...alongside]);
      let offset = 0;
      for (const { statements, resolve } of parts) {
        resolve(results.slice(offset, offset + statements.length));
        offset += statements.length;
      }
      return results.slice(offset);
    } catch (error) {
      for (const { reject } of parts) reject(error);
      throw error;
    }
  }

  /** Lets those go that have brought their part already. */
  abandon(): void {
    for (const { reject } of this.#parts.splice(0)) reject(new AbandonedWrite());
  }
}
