import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export type FileFacts = { bytes: number; sha256: string };

/** What was written to it survives a power cut. Also for folders, whose content is the names in them. */
export async function flushToDisk(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The file is there whole or not at all, whatever happens meanwhile. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  await writeFile(part, text, { flush: true, mode: 0o600 });
  await rename(part, path);
  await flushToDisk(dirname(path));
}

export async function factsOfFile(path: string): Promise<FileFacts> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** The folders that lead to a file, up to and with `root`. Each must be flushed for the file to be found again. */
export function foldersTo(path: string, root: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder))
    folders.push(folder);
  return [...folders, root];
}
