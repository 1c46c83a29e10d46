import { createHash } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { link, mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupFile } from './manifest.ts';

const BLOBS_FOLDER = 'blobs';
const LEVELS_MAX = 3;

/** Files of the blob folder, each named by the hash of its content, as paths below `root`. */
export async function* listBlobs(root: string): AsyncGenerator<string> {
  yield* walk(root, BLOBS_FOLDER, LEVELS_MAX);
}

async function* walk(root: string, folder: string, levels: number): AsyncGenerator<string> {
  const entries = await entriesOf(join(root, folder));
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name)) yield path;
    else if (entry.isDirectory() && levels > 1 && /^[0-9a-f]{1,4}$/.test(entry.name))
      yield* walk(root, path, levels - 1);
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/**
 * Takes one file over and says what it holds. A link is the same file under two names: free, and safe for content
 * that never changes, but no protection from a failing disk.
 */
export async function takeFile(
  path: string,
  { from, to, by }: { from: string; to: string; by: 'copy' | 'link' },
): Promise<BackupFile | undefined> {
  const target = join(to, path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  try {
    if (by === 'link' && (await isLinked(join(from, path), target)))
      return { path, bytes: (await stat(target)).size, sha256: nameOf(path) };
    return { path, ...(await copyFile(join(from, path), target)) };
  } catch (error) {
    // Thrown away since the folder was listed: the copied database does not know of it either.
    if (isGone(error)) return undefined;
    throw error;
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

async function isLinked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isGone(error)) throw error;
    return false;
  }
}

export async function copyFile(from: string, to: string): Promise<{ bytes: number; sha256: string }> {
  const source = createReadStream(from, { highWaterMark: 1024 * 1024 });
  const hash = createHash('sha256');
  let bytes = 0;
  let target: Awaited<ReturnType<typeof open>> | undefined;
  try {
    for await (const chunk of source) {
      target ??= await open(to, 'w', 0o600);
      hash.update(chunk);
      bytes += chunk.length;
      await target.writeFile(chunk);
    }
    target ??= await open(to, 'w', 0o600);
    await target.sync();
  } finally {
    await target?.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
