import type { SqlValue, Statement } from './sql.ts';

/** A statement on its way to another thread: its text goes along the first time and is known by its number after. */
export type PackedStatement = { n: number; text?: string; args: SqlValue[] };

const KNOWN_MAX = 1000;
/** Texts beyond the limit go along every time. */
const UNNUMBERED = -1;

/** The end that sends. Messages arrive in the order in which they are packed. */
export class StatementPacker {
  readonly #numbers = new Map<string, number>();

  pack({ sql, args }: Statement): PackedStatement {
    const known = this.#numbers.get(sql);
    if (known !== undefined) return { n: known, args };
    const n = this.#numbers.size < KNOWN_MAX ? this.#numbers.size : UNNUMBERED;
    if (n !== UNNUMBERED) this.#numbers.set(sql, n);
    return { n, text: sql, args };
  }
}

/** The end that receives. */
export class StatementUnpacker {
  readonly #texts: string[] = [];

  unpack({ n, text, args }: PackedStatement): Statement {
    if (text !== undefined && n !== UNNUMBERED) this.#texts[n] = text;
    const sql = text ?? this.#texts[n];
    if (sql === undefined) throw new Error('a statement that nobody has sent');
    return { sql, args };
  }
}
