import { dirname } from 'node:path';
import type { ByteRange } from '#server/blobs/blob-store.ts';
import type { Disk, OpenFile } from '#server/blobs/disk.ts';

/** What is left of a disk: everything that was done, or what survives a power cut at its worst, in two ways. */
export const LOSSES = ['kill', 'names_lost', 'content_lost'] as const;
export type Loss = (typeof LOSSES)[number];

type Inode = { bytes: Uint8Array; synced: Uint8Array };

export class CutOff extends Error {}

/**
 * A disk that can be broken off after any number of steps. It keeps apart what was done and what was synced: content
 * by its file, names by their folder.
 */
export class MemoryDisk implements Disk {
  readonly #files = new Map<string, Inode>();
  readonly #folders = new Set<string>(['/']);
  readonly #durableNames = new Map<string, Inode>();
  readonly #durableFolders = new Set<string>(['/']);
  stepsLeft = Number.POSITIVE_INFINITY;
  steps = 0;
  freeSpaceBytes = 1e12;
  /** The write that finds no room any more. */
  fullAfterBytes = Number.POSITIVE_INFINITY;

  step(): void {
    if (this.stepsLeft <= 0) throw new CutOff('cut off');
    this.stepsLeft--;
    this.steps++;
  }

  async openFile(path: string): Promise<OpenFile> {
    this.step();
    if (!this.#folders.has(dirname(path))) throw new Error(`ENOENT: ${path}`);
    const inode = this.#files.get(path) ?? { bytes: new Uint8Array(), synced: new Uint8Array() };
    this.#files.set(path, inode);
    return {
      write: async (bytes, at) => {
        this.step();
        if (at + bytes.byteLength > this.fullAfterBytes) throw new Error('ENOSPC: no space left on device');
        const next = new Uint8Array(Math.max(inode.bytes.byteLength, at + bytes.byteLength));
        next.set(inode.bytes);
        next.set(bytes, at);
        inode.bytes = next;
      },
      sync: async () => {
        this.step();
        inode.synced = inode.bytes;
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  async *read(path: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
    const inode = this.#files.get(path);
    if (!inode) throw new Error(`ENOENT: ${path}`);
    yield inode.bytes.subarray(range?.from, range?.to);
  }

  async find(path: string) {
    const inode = this.#files.get(path);
    return inode && { sizeBytes: inode.bytes.byteLength, changedAtMs: 0 };
  }

  async rename(from: string, to: string): Promise<void> {
    this.step();
    const inode = this.#files.get(from);
    if (!inode) throw new Error(`ENOENT: ${from}`);
    this.#files.delete(from);
    this.#files.set(to, inode);
  }

  async remove(path: string): Promise<void> {
    this.step();
    this.#files.delete(path);
  }

  async makeFolder(path: string): Promise<void> {
    this.step();
    for (let folder = path; folder !== '/'; folder = dirname(folder)) this.#folders.add(folder);
  }

  async syncFolder(path: string): Promise<void> {
    this.step();
    for (const name of this.#durableNames.keys()) if (dirname(name) === path) this.#durableNames.delete(name);
    for (const [name, inode] of this.#files) if (dirname(name) === path) this.#durableNames.set(name, inode);
    for (const folder of this.#folders) if (dirname(folder) === path) this.#durableFolders.add(folder);
  }

  async listNames(folder: string): Promise<string[]> {
    return [...this.#files.keys(), ...this.#folders]
      .filter((path) => path !== '/' && dirname(path) === folder)
      .map((path) => path.slice(path.lastIndexOf('/') + 1));
  }

  async freeBytes(): Promise<number> {
    return this.freeSpaceBytes;
  }

  /** The disk as the next process finds it. */
  after(loss: Loss): MemoryDisk {
    const next = new MemoryDisk();
    const names = loss === 'names_lost' ? this.#durableNames : this.#files;
    const folders = loss === 'names_lost' ? this.#durableFolders : this.#folders;
    for (const folder of folders) if (this.#isReached(folder, folders)) next.#folders.add(folder);
    for (const [path, inode] of names) {
      if (!this.#isReached(dirname(path), folders)) continue;
      const bytes = loss === 'kill' ? inode.bytes : unsyncedAsZeros(inode);
      next.#files.set(path, { bytes, synced: bytes });
    }
    return next;
  }

  #isReached(folder: string, folders: Set<string>): boolean {
    return folders.has(folder) && (folder === '/' || this.#isReached(dirname(folder), folders));
  }
}

/** As file systems leave what was not synced: of its length, without its content. */
function unsyncedAsZeros({ bytes, synced }: Inode): Uint8Array {
  const left = new Uint8Array(bytes.byteLength);
  left.set(synced.subarray(0, bytes.byteLength));
  return left;
}
