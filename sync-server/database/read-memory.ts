import type { SqlRow, Statement } from './sql.ts';

const KEPT_MAX = 1000;

type Kept = { tables: string[]; rows: SqlRow[] };

/**
 * What was read of tables that every request asks for and that change seldom. It lasts until a commit names one of the
 * tables, or deletes anything: a deletion takes rows of other tables along. The server is the one writer of its
 * database, so nothing changes without a commit that passes by here.
 */
export class ReadMemory {
  readonly #kept = new Map<string, Kept>();
  readonly #words = new Map<string, ReadonlySet<string>>();
  #turn = 0;

  /** Another one when something was written since: what was read before may be old. */
  get turn(): number {
    return this.#turn;
  }

  find(statement: Statement): SqlRow[] | undefined {
    return this.#kept.get(keyOf(statement))?.rows;
  }

  keep(statement: Statement, rows: SqlRow[]): void {
    const tables = [...statement.sql.matchAll(/\b(?:FROM|JOIN)\s+(\w+)/g)].map(([, table = '']) => table);
    if (this.#kept.size >= KEPT_MAX) this.#kept.clear();
    this.#kept.set(keyOf(statement), { tables, rows });
  }

  /** Before anybody hears of the commit. */
  forgetWritten(statements: Statement[]): void {
    this.#turn++;
    if (this.#kept.size === 0) return;
    for (const { sql } of statements) {
      const words = this.#wordsOf(sql);
      const isDeletion = words.has('DELETE') || words.has('delete');
      for (const [key, { tables }] of this.#kept)
        if (isDeletion || tables.some((table) => words.has(table))) this.#kept.delete(key);
    }
  }

  #wordsOf(text: string): ReadonlySet<string> {
    const known = this.#words.get(text);
    if (known) return known;
    const words = new Set(text.match(/\w+/g));
    if (this.#words.size >= KEPT_MAX) this.#words.clear();
    this.#words.set(text, words);
    return words;
  }
}

function keyOf({ sql, args }: Statement): string {
  return JSON.stringify([sql, ...args]);
}
