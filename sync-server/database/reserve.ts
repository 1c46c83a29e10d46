import { randomFillSync } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const RESERVE_BYTES = 256 * 1024;

/**
 * Opens the database with some room that is kept back on its disk between two starts. One that was closed cleanly
 * makes its log files anew, even to be read only; without the room a server could not start on a full disk.
 */
export async function openWithReserve<T>(folder: string, open: () => Promise<T>): Promise<T> {
  const path = join(folder, 'raskadr.reserve');
  await rm(path, { force: true });
  try {
    return await open();
  } finally {
    await keepBack(path);
  }
}

/** Random bytes, because a file system may store zeros in no room at all. */
async function keepBack(path: string): Promise<void> {
  try {
    await writeFile(path, randomFillSync(Buffer.alloc(RESERVE_BYTES)));
  } catch {
    await rm(path, { force: true });
  }
}
