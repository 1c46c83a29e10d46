import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Fault } from '#shared/fault.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { nameOfStore, type S3Store } from '../blobs/s3/s3-store.ts';
import { isDiskFull, sqlErrorCode } from '../database/sql-error.ts';
import { listBlobs, takeFile } from './blob-files.ts';
import { type FileFacts, flushToDisk, foldersTo } from './durable-file.ts';
import {
  BACKUP_FORMAT,
  type BackupFile,
  DATABASE_FILE,
  type TableDigest,
  writeManifest,
} from './manifest.ts';
import { hasRoomForCopy } from './room-for-copy.ts';
import { runThread } from './run-thread.ts';

export type BackUpContext = {
  databaseUrl: string;
  dataDir: string;
  /** Where content lies when it does not lie there: it stays where it is. */
  s3?: S3Store | undefined;
  nowMs: () => number;
  findFreeBytes?: (folder: string) => Promise<number>;
};

export type CopyOrder = { databaseUrl: string; file: string };
export type DatabaseCopy = { isSound: boolean; tables: TableDigest[]; facts: FileFacts };

export const BackupSummary = z.object({
  folder: z.string(),
  madeAt: z.string(),
  files: z.number(),
  bytes: z.number(),
  tables: z.number(),
  rows: z.number(),
  /** The store that has the content, which is no part of the backup. */
  contentIn: z.string().optional(),
});
export type BackupSummary = z.infer<typeof BackupSummary>;

const COPY_THREAD = new URL('./copy-thread.ts', import.meta.url);

/**
 * A consistent copy of everything into an empty folder, while the server works. The manifest comes last: whatever
 * ends the copy before that leaves something that `restore` does not take for a backup.
 */
export async function backUp(
  context: BackUpContext,
  target: string,
  { blobs = 'copy' }: { blobs?: 'copy' | 'link' } = {},
): Promise<Result<BackupSummary>> {
  const folder = resolve(target);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await readdir(folder)).length > 0) return fail({ code: 'folder_not_empty', folder });
    const { databaseUrl, dataDir, findFreeBytes, s3 } = context;
    const by = s3 ? 'link' : blobs;
    const hasRoom = await hasRoomForCopy({ databaseUrl, dataDir, folder, by, findFreeBytes });
    if (!hasRoom) return fail({ code: 'no_room', folder });
  } catch (error) {
    return failOrThrow(error, folder);
  }
  try {
    return await fillFolder(context, folder, blobs);
  } catch (error) {
    await emptyFolder(folder);
    return failOrThrow(error, folder);
  }
}

async function fillFolder(
  { databaseUrl, dataDir, s3, nowMs }: BackUpContext,
  folder: string,
  by: 'copy' | 'link',
): Promise<Result<BackupSummary>> {
  const file = join(folder, DATABASE_FILE);
  const madeAt = new Date(nowMs()).toISOString();
  const copy = await runThread<DatabaseCopy>(COPY_THREAD, { databaseUrl, file } satisfies CopyOrder);
  if (!copy.isSound) {
    await emptyFolder(folder);
    return fail({ code: 'database_damaged' });
  }
  const files: BackupFile[] = [{ path: DATABASE_FILE, ...copy.facts }];
  // After the database: a blob is stored before any row names it, so none that the copy needs can be missing.
  const folders = new Set<string>();
  for await (const path of s3 ? [] : listBlobs(dataDir)) {
    const taken = await takeFile(path, { from: dataDir, to: folder, by });
    if (!taken) continue;
    files.push(taken);
    for (const made of foldersTo(join(folder, path), folder)) folders.add(made);
  }
  for (const made of folders) await flushToDisk(made);
  const { tables } = copy;
  const elsewhere = s3 ? { contentIn: nameOfStore(s3) } : {};
  const kind = 'raskadr-backup';
  await writeManifest(folder, { kind, format: BACKUP_FORMAT, madeAt, files, tables, ...elsewhere });
  await flushToDisk(dirname(folder));
  return ok({
    folder,
    madeAt,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    ...elsewhere,
  });
}

/** Only called on a folder that was empty before. */
async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    await rm(join(folder, name), { recursive: true, force: true });
}

function failOrThrow(error: unknown, folder: string): { ok: false; fault: Fault } {
  if (isDiskFull(error)) return fail({ code: 'no_room', folder });
  if (/^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|SQLITE_CANTOPEN|SQLITE_READONLY)/.test(sqlErrorCode(error)))
    return fail({ code: 'folder_unwritable', folder });
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(sqlErrorCode(error))) return fail({ code: 'database_damaged' });
  throw error;
}
