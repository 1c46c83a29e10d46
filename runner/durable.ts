import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What was written to it survives a power cut. Also for folders, whose content is the names in them. */
export async function flushToDisk(path: string): Promise<void> {
  await using file = await open(path, 'r');
  await file.sync();
}

/** The file is there whole or not at all, whatever happens meanwhile. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  await writeFile(part, text, { flush: true, mode: 0o600 });
  await rename(part, path);
  await flushToDisk(dirname(path));
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
  return hash.digest('hex');
}
