import type { Fault } from '#shared/fault.ts';
import { BLOBS_AWAY } from '../blobs/s3/s3-error.ts';
import { isDiskFull, SqlError, sqlErrorCode } from '../database/sql-error.ts';

/** A failed write as what a person can understand, or nothing when the error is a bug. */
export function storageFault(error: unknown): Fault | undefined {
  if (isDiskFull(error)) return { code: 'disk_full' };
  const code = sqlErrorCode(error);
  if (code === BLOBS_AWAY) return { code: 'blobs_away' };
  if (error instanceof SqlError && code === 'CLOSED') return { code: 'stopping' };
  if (/^SQLITE_(IOERR|BUSY|READONLY|CANTOPEN|NOMEM)/.test(code)) return { code: 'storage_failed' };
  return undefined;
}
