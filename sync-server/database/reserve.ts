import { randomFillSync } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const RESERVE_BYTES = 64 * 1024;

/**
 * Room that is kept back on the disk while no server runs. A database that was closed cleanly makes its log files
 * anew when it is opened, even to be read only; without the room a server could not start on a full disk.
 */
export async function keepReserve(folder: string): Promise<void> {
  try {
    // Random bytes, because a file system may store zeros in no room at all.
    await writeFile(reserveOf(folder), randomFillSync(Buffer.alloc(RESERVE_BYTES)));
  } catch {
    await releaseReserve(folder);
  }
}

export async function releaseReserve(folder: string): Promise<void> {
  await rm(reserveOf(folder), { force: true });
}

function reserveOf(folder: string): string {
  return join(folder, 'raskadr.reserve');
}
