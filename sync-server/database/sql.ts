export type SqlValue = string | number | bigint | null | Uint8Array;
export type Statement = { sql: string; args: SqlValue[] };
export type SqlRow = Record<string, SqlValue>;
/** Rows by position: two joined tables may have columns of one name. */
export type SqlTable = { columns: string[]; values: SqlValue[][] };
export type StatementResult = { rows: SqlRow[]; changes: number };

/** What a database engine must do for us. Tests wrap it to break it. */
export type SqlDriver = {
  /** Sees everything that was committed before the call. */
  read(statement: Statement): Promise<SqlTable>;
  /** One transaction; when the promise resolves it is on disk, when it rejects nothing of it is. */
  commit(statements: Statement[]): Promise<StatementResult[]>;
  close(): Promise<void>;
};

export function sql(text: string, ...args: SqlValue[]): Statement {
  return { sql: text, args };
}

/** A value that the native binding does not know ends the whole process, so it is stopped here. */
export function assertBindable(statements: Statement[]): void {
  for (const { sql: text, args } of statements) {
    for (const value of args) {
      const type = typeof value;
      const sound =
        type === 'string' ||
        type === 'number' ||
        type === 'bigint' ||
        value === null ||
        value instanceof Uint8Array;
      if (!sound) throw new TypeError(`cannot bind a ${type} in: ${text.slice(0, 80)}`);
    }
  }
}

export function rowsOf({ columns, values }: SqlTable): SqlRow[] {
  return values.map((row) =>
    Object.fromEntries(columns.map((column, position) => [column, row[position] ?? null])),
  );
}
