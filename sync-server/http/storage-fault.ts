import type { Fault } from '#shared/fault.ts';
import { isDiskFull, SqlError, sqlErrorCode } from '../database/sql-error.ts';

/** A failed write as what a person can understand, or nothing when the error is a bug. */
export function storageFault(error: unknown): Fault | undefined {
  if (isDiskFull(error)) return { code: 'disk_full' };
  const code = sqlErrorCode(error);
  if (error instanceof SqlError && code === 'CLOSED') return { code: 'stopping' };
  if (/^SQLITE_(IOERR|BUSY|READONLY|CANTOPEN|NOMEM)/.test(code)) return { code: 'storage_failed' };
  return undefined;
}
