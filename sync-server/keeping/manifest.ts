import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '#shared/result.ts';
import { writeWhole } from './durable-file.ts';

export const BACKUP_FORMAT = 1;
export const DATABASE_FILE = 'raskadr.db';
const MANIFEST_FILE = 'manifest.json';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.number().int().nonnegative();

const BackupFile = z.object({
  /** Nothing else can be named, so nothing outside the folder can be reached. */
  path: z.string().regex(/^(?:raskadr\.db|blobs\/(?:[0-9a-f]{1,4}\/){0,2}[0-9a-f]{64})$/),
  bytes: Count,
  sha256: Sha256,
});
export type BackupFile = z.infer<typeof BackupFile>;

/** The rows of a table in one number: equal for equal content, wherever SQLite has put it. */
const TableDigest = z.object({ name: z.string(), rows: Count, sha256: Sha256 });
export type TableDigest = z.infer<typeof TableDigest>;

/** Written last: a backup without it is unfinished. */
export const BackupManifest = z.object({
  kind: z.literal('raskadr-backup'),
  format: z.literal(BACKUP_FORMAT),
  madeAt: z.iso.datetime(),
  files: z.array(BackupFile).min(1),
  tables: z.array(TableDigest),
  /** The store that has the content, when it is not among the files. */
  contentIn: z.string().optional(),
});
export type BackupManifest = z.infer<typeof BackupManifest>;

const AnyFormat = z.object({ kind: z.literal('raskadr-backup'), format: z.number() });

export async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  await writeWhole(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}

export async function readManifest(folder: string): Promise<Result<BackupManifest>> {
  const broken = fail({ code: 'backup_broken', file: MANIFEST_FILE });
  if (!existsSync(join(folder, MANIFEST_FILE))) return fail({ code: 'backup_missing', folder });
  const json = await readJson(join(folder, MANIFEST_FILE));
  const format = AnyFormat.safeParse(json).data?.format;
  if (format === undefined) return broken;
  if (format > BACKUP_FORMAT) return fail({ code: 'backup_newer' });
  const manifest = BackupManifest.safeParse(json).data;
  const holdsDatabase = manifest?.files.some(({ path }) => path === DATABASE_FILE);
  return manifest && holdsDatabase ? ok(manifest) : broken;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
