import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import Libsql from 'libsql';
import { fail, ok, type Result } from '#shared/result.ts';
import { sqlErrorCode } from '../database/sql-error.ts';

const LOCK_FILE = 'raskadr.lock';

/**
 * One process at a time works with the data folder. The lock is an open transaction of a small SQLite file: the
 * kernel lets go of it when the process dies, however it dies. Do not open that file otherwise in the same process:
 * closing it would let the lock go.
 */
export async function lockDataFolder(folder: string): Promise<Result<AsyncDisposable>> {
  let file: Libsql.Database | undefined;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    file = new Libsql(join(folder, LOCK_FILE));
    // Nothing is ever written, so the lock is to be had on a full disk too.
    file.exec('PRAGMA journal_mode = MEMORY');
    file.exec('BEGIN IMMEDIATE');
    return ok(held(file));
  } catch (error) {
    file?.close();
    if (sqlErrorCode(error).startsWith('SQLITE_BUSY')) return fail({ code: 'data_in_use', folder });
    if (isUnwritable(error)) return fail({ code: 'data_unwritable', folder });
    throw error;
  }
}

function held(file: Libsql.Database): AsyncDisposable {
  return {
    [Symbol.asyncDispose]: async () => {
      file.exec('ROLLBACK');
      file.close();
    },
  };
}

function isUnwritable(error: unknown): boolean {
  const code = sqlErrorCode(error);
  if (/^(SQLITE_(CANTOPEN|READONLY|FULL|IOERR|PERM)|E[A-Z]+$)/.test(code)) return true;
  // libsql gives no code when it cannot open the file at all.
  return error instanceof Error && error.message.startsWith('ConnectionFailed');
}
