import { stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { databaseFileOf } from '../database/libsql-driver.ts';
import { listBlobs } from './blob-files.ts';

/** What the server must have left to go on writing while a copy grows beside it. */
const LEFT_FREE_BYTES = 128 * 1024 * 1024;

export type RoomQuestion = {
  databaseUrl: string;
  dataDir: string;
  folder: string;
  by: 'copy' | 'link';
  findFreeBytes?: ((folder: string) => Promise<number>) | undefined;
};

/** A copy on the disk of the data must not fill it: that would stop everybody's work. Another disk may be full. */
export async function hasRoomForCopy(question: RoomQuestion): Promise<boolean> {
  const { databaseUrl, dataDir, folder, by, findFreeBytes = freeBytesOf } = question;
  const database = databaseFileOf(databaseUrl);
  const [here, there] = await Promise.all([stat(dirname(database)), stat(folder)]);
  if (here.dev !== there.dev) return true;
  let neededBytes = (await sizeOf(database)) + (await sizeOf(`${database}-wal`));
  if (by === 'copy')
    for await (const path of listBlobs(dataDir)) neededBytes += await sizeOf(join(dataDir, path));
  return (await findFreeBytes(folder)) - neededBytes > LEFT_FREE_BYTES;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
