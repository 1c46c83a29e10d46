import { statfs } from 'node:fs/promises';

const LEAST_BYTES = 200 * 1024 ** 2;

/** Nothing is paid for while there is nowhere to put it. */
export async function roomIsLeft(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize > LEAST_BYTES;
}
