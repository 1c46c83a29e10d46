import { constants, createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ByteRange } from './blob-store.ts';

/** So much stays free for the database beside the blobs. */
export const KEPT_FREE_BYTES = 128 * 1024 * 1024;

export type OpenFile = AsyncDisposable & {
  write(bytes: Uint8Array, at: number): Promise<void>;
  /** When it resolves, what was written survives a power cut; not yet its name. */
  sync(): Promise<void>;
};

export type FileFacts = { sizeBytes: number; changedAtMs: number };

/** What the blob store does with a file system, so that tests can break it off at every step. */
export type Disk = {
  /** For writing; made when it is not there. A link is not followed. */
  openFile(path: string): Promise<OpenFile>;
  read(path: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  find(path: string): Promise<FileFacts | undefined>;
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens when it is not there. */
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** The names in it survive a power cut. */
  syncFolder(path: string): Promise<void>;
  listNames(folder: string): Promise<string[]>;
  freeBytes(folder: string): Promise<number>;
};

const WRITING = constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW;

export const realDisk: Disk = {
  async openFile(path) {
    const file = await open(path, WRITING, 0o600);
    return {
      async write(bytes, at) {
        for (let done = 0; done < bytes.byteLength; ) {
          const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, at + done);
          done += bytesWritten;
        }
      },
      sync: () => file.sync(),
      [Symbol.asyncDispose]: () => file.close(),
    };
  },
  read(path, range) {
    // A stream that is to read nothing reads its first byte all the same.
    if (range && range.to <= range.from) return Readable.from([]);
    const span = range ? { start: range.from, end: range.to - 1 } : {};
    return createReadStream(path, { highWaterMark: 1024 * 1024, ...span });
  },
  async find(path) {
    try {
      const { size, mtimeMs } = await stat(path);
      return { sizeBytes: size, changedAtMs: mtimeMs };
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  async syncFolder(path) {
    await using folder = await open(path);
    await folder.sync();
  },
  async listNames(folder) {
    try {
      return await readdir(folder);
    } catch (error) {
      if (isGone(error)) return [];
      throw error;
    }
  },
  async freeBytes(folder) {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
