import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import Libsql from 'libsql';
import { fail, ok, type Result } from '#shared/result.ts';
import { lockDataFolder } from '../command/lock.ts';
import { databaseFileOf } from '../database/libsql-driver.ts';
import { isDiskFull, sqlErrorCode } from '../database/sql-error.ts';
import { copyFile, takeFile } from './blob-files.ts';
import { factsOfFile, flushToDisk, foldersTo } from './durable-file.ts';
import { type BackupFile, type BackupManifest, DATABASE_FILE, readManifest } from './manifest.ts';
import { type Verification, verifyRestored } from './verify-restored.ts';

export type RestoreContext = { databaseUrl: string; dataDir: string };

export type RestoreSummary = {
  folder: string;
  madeAt: string;
  files: number;
  bytes: number;
  verification: Verification | undefined;
  /** The store that has the content of the backup. */
  contentIn?: string | undefined;
};

/** No data: what a server leaves (its lock, its reserve, the nightly backups), and the key of secrets, which no backup has. */
const NO_DATA = new Set(['raskadr.lock', 'raskadr.reserve', 'backups', 'secret.key']);
const PART_FILE = 'raskadr.db.part';
/** What opens the house: nothing that was ended after the backup may open it again. */
const KEYS = ['sessions', 'lendings', 'uploads', 'runners', 'pairing_codes'];

/**
 * Puts a backup into an empty data folder. The database gets its name last, so an end in the middle leaves no folder
 * that a server would take for whole, and the next try begins anew.
 */
export async function restore(
  { databaseUrl, dataDir }: RestoreContext,
  backupFolder: string,
  { verify }: { verify: boolean },
): Promise<Result<RestoreSummary>> {
  const backup = resolve(backupFolder);
  const manifest = await readManifest(backup);
  if (!manifest.ok) return manifest;
  const lock = await lockDataFolder(dataDir);
  if (!lock.ok) return lock;
  await using _lock = lock.value;
  const target = databaseFileOf(databaseUrl);
  const empty = await makeEmpty(dataDir, target);
  if (!empty.ok) return empty;
  const sound = await checkFiles(backup, manifest.value.files);
  if (!sound.ok) return sound;
  try {
    return await putInPlace(manifest.value, { backup, dataDir, target, verify });
  } catch (error) {
    await removeUnfinished(dataDir, target);
    if (isDiskFull(error)) return fail({ code: 'no_room', folder: dataDir });
    if (/^(EACCES|EPERM|EROFS)/.test(sqlErrorCode(error)))
      return fail({ code: 'data_unwritable', folder: dataDir });
    throw error;
  }
}

async function makeEmpty(dataDir: string, target: string): Promise<Result<undefined>> {
  const inData = (await readdir(dataDir)).filter((name) => !NO_DATA.has(name));
  const elsewhere = dirname(target) === dataDir ? [] : await namesIfAny(dirname(target));
  const isUnfinished =
    [...inData, ...elsewhere].includes(PART_FILE) &&
    inData.every((name) => name === 'blobs' || name.startsWith(PART_FILE));
  if (isUnfinished) {
    await removeUnfinished(dataDir, target);
    return ok(undefined);
  }
  const databaseName = target.slice(dirname(target).length + 1);
  if (inData.length > 0) return fail({ code: 'folder_not_empty', folder: dataDir });
  if (elsewhere.some((name) => name.startsWith(databaseName)))
    return fail({ code: 'folder_not_empty', folder: dirname(target) });
  return ok(undefined);
}

async function namesIfAny(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => []);
}

async function removeUnfinished(dataDir: string, target: string): Promise<void> {
  for (const ending of ['', '-wal', '-shm', '-journal'])
    await rm(join(dirname(target), `${PART_FILE}${ending}`), { force: true });
  await rm(join(dataDir, 'blobs'), { recursive: true, force: true });
}

async function checkFiles(backup: string, files: BackupFile[]): Promise<Result<undefined>> {
  for (const file of files) {
    const found = await factsOfFile(join(backup, file.path)).catch(() => undefined);
    if (!isSame(found, file)) return fail({ code: 'backup_broken', file: file.path });
  }
  return ok(undefined);
}

function isSame(found: Omit<BackupFile, 'path'> | undefined, file: BackupFile): boolean {
  return found?.bytes === file.bytes && found.sha256 === file.sha256;
}

type Places = { backup: string; dataDir: string; target: string; verify: boolean };

async function putInPlace(
  manifest: BackupManifest,
  { backup, dataDir, target, verify }: Places,
): Promise<Result<RestoreSummary>> {
  const { files, madeAt, contentIn } = manifest;
  const part = join(dirname(target), PART_FILE);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await copyFile(join(backup, DATABASE_FILE), part);
  const folders = new Set([dirname(target)]);
  for (const file of files.filter(({ path }) => path !== DATABASE_FILE)) {
    const taken = await takeFile(file.path, { from: backup, to: dataDir, by: 'copy' });
    if (!isSame(taken, file)) throw new Error(`${file.path} changed while it was copied`);
    for (const made of foldersTo(join(dataDir, file.path), dataDir)) folders.add(made);
  }
  const verification = verify ? await verifyRestored(part, manifest) : undefined;
  // A version that did not know them yet has no such tables.
  const known = new Set(manifest.tables.map(({ name }) => name));
  await beginAnotherHistory(
    part,
    KEYS.filter((table) => known.has(table)),
  );
  for (const folder of folders) await flushToDisk(folder);
  await rename(part, target);
  await flushToDisk(dirname(target));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return ok({ folder: dataDir, madeAt, files: files.length, bytes, verification, contentIn });
}

/**
 * C8: without the name of its history the server takes another one, and clients send again what the backup lacks. Nobody
 * stays signed in and no runner paired: what was ended after the backup would open again.
 */
async function beginAnotherHistory(file: string, keys: string[]): Promise<void> {
  // Without prepared statements: those would keep the file open under the name that it is about to lose.
  const connection = new Libsql(file);
  try {
    connection.exec('PRAGMA journal_mode = DELETE');
    connection.exec("DELETE FROM server_state WHERE key = 'epoch'");
    for (const table of keys) connection.exec(`DELETE FROM ${table}`);
  } finally {
    connection.close();
  }
  await flushToDisk(file);
}
