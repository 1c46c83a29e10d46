/** An error of the database with SQLite's own code, also across the thread border. */
export class SqlError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'SqlError';
    this.code = code;
  }
}

export function sqlErrorCode(error: unknown): string {
  if (error instanceof Error) {
    // Libraries hang their codes on plain errors; both are looked at before they are believed.
    const { code, extendedCode } = error as { code?: unknown; extendedCode?: unknown };
    if (typeof extendedCode === 'string' && extendedCode) return extendedCode;
    if (typeof code === 'string') return code;
    if (error.cause) return sqlErrorCode(error.cause);
  }
  return 'UNKNOWN';
}

export function isDiskFull(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return sqlErrorCode(error).startsWith('SQLITE_FULL') || /database or disk is full|ENOSPC/.test(message);
}

/** The statement itself is wrong for the data: doing it again alone may answer differently than in a group. */
export function isConstraint(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return (
    sqlErrorCode(error).startsWith('SQLITE_CONSTRAINT') || /constraint|must stay contiguous/i.test(message)
  );
}
