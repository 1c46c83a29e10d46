import type { SqlRow, Statement } from './sql.ts';

const KEPT_MAX = 1000;

type Kept = { tables: string[]; rows: Map<string, SqlRow[]> };

/**
 * What was read of tables that every request asks for and that change seldom. It lasts until a commit names one of the
 * tables, or deletes anything: a deletion takes rows of other tables along. The server is the one writer of its
 * database, so nothing changes without a commit that passes by here.
 */
export class ReadMemory {
  /** By the text of the statement, then by its arguments. */
  readonly #kept = new Map<string, Kept>();
  readonly #words = new Map<string, ReadonlySet<string>>();
  #turn = 0;

  /** Another one when something was written since: what was read before may be old. */
  get turn(): number {
    return this.#turn;
  }

  find({ sql, args }: Statement): SqlRow[] | undefined {
    return this.#kept.get(sql)?.rows.get(args.join());
  }

  /** Arguments are ids: as text they are what they are. */
  keep({ sql, args }: Statement, rows: SqlRow[]): void {
    const kept = this.#kept.get(sql) ?? { tables: tablesOf(sql), rows: new Map<string, SqlRow[]>() };
    if (kept.rows.size >= KEPT_MAX) kept.rows.clear();
    kept.rows.set(args.join(), rows);
    this.#kept.set(sql, kept);
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

function tablesOf(text: string): string[] {
  const tables = [...text.matchAll(/\b(?:FROM|JOIN)\s+(\w+)/g)].map(([, table = '']) => table);
  // Kept without a table it would be remembered for ever.
  if (tables.length === 0) throw new Error(`no table is read by: ${text}`);
  return tables;
}
