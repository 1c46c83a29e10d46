import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { Result } from '#shared/result.ts';
import {
  type Blob,
  type BlobLimits,
  type BlobStore,
  type ByteRange,
  Sha256,
  type StagedBlob,
} from './blob-store.ts';
import { ContentHolds } from './content-holds.ts';
import { type Disk, realDisk } from './disk.ts';
import { LocalParts } from './local-parts.ts';

/** Blobs as files `ab/cd/<sha256>` under one folder. No text of a person ever becomes part of a path. */
export class DiskBlobs implements BlobStore {
  readonly #root: string;
  readonly #parts: LocalParts;
  readonly #disk: Disk;
  readonly #holds = new ContentHolds();

  constructor(root: string, disk: Disk = realDisk) {
    this.#root = root;
    this.#parts = new LocalParts(root, disk);
    this.#disk = disk;
  }

  open(): Promise<void> {
    return this.#parts.open();
  }

  put(content: AsyncIterable<Uint8Array>, limits: BlobLimits): Promise<Result<Blob>> {
    return this.#parts.put(content, limits, (part, sha256) => this.adopt(part, sha256));
  }

  stage(content: AsyncIterable<Uint8Array>, limits: BlobLimits): Promise<Result<StagedBlob>> {
    return this.#parts.stage(content, limits, (part, sha256) => this.adopt(part, sha256));
  }

  hasRoomFor(bytes: number): Promise<boolean> {
    return this.#parts.hasRoomFor(bytes);
  }

  /** Content is synced before it gets its name, and the name before anybody is told of it. */
  async adopt(part: string, sha256: Sha256): Promise<void> {
    const path = this.#pathOf(sha256);
    using _held = await this.hold([sha256]);
    await this.#disk.makeFolder(dirname(path));
    await this.#disk.rename(part, path);
    // The folders too, whoever made them: another put may have, and not have got to this line yet.
    for (const folder of [dirname(path), dirname(dirname(path)), this.#root])
      await this.#disk.syncFolder(folder);
  }

  async find(sha256: Sha256): Promise<(Blob & { changedAtMs: number }) | undefined> {
    const found = await this.#disk.find(this.#pathOf(sha256));
    return found && { sha256, ...found };
  }

  async read(sha256: Sha256, range?: ByteRange): Promise<ReadableStream<Uint8Array>> {
    const file = await open(this.#pathOf(sha256), constants.O_RDONLY | constants.O_NOFOLLOW);
    const bytes = file.createReadStream(range ? { start: range.from, end: range.to - 1 } : {});
    // Node's own type of a web stream is not the platform's, though it is the same thing.
    return Readable.toWeb(bytes) as ReadableStream<Uint8Array>;
  }

  hold(contents: Iterable<Sha256>): Promise<Disposable> {
    return this.#holds.hold(contents);
  }

  removeIf(sha256: Sha256, isUnwanted: () => Promise<boolean>): Promise<boolean> {
    return this.#holds.whileFree(sha256, async () => {
      if (!(await isUnwanted())) return false;
      await this.#disk.remove(this.#pathOf(sha256));
      return true;
    });
  }

  /** What it begins is a file of this machine, and goes at its next start. */
  async sweepUnfinished(): Promise<void> {}

  async *list(): AsyncIterable<Sha256> {
    for (const first of await this.#namesIn(this.#root, /^[0-9a-f]{2}$/)) {
      for (const second of await this.#namesIn(join(this.#root, first), /^[0-9a-f]{2}$/)) {
        for (const name of await this.#namesIn(join(this.#root, first, second), /^[0-9a-f]{64}$/))
          yield Sha256.parse(name);
      }
    }
  }

  async #namesIn(folder: string, pattern: RegExp): Promise<string[]> {
    return (await this.#disk.listNames(folder)).filter((name) => pattern.test(name)).sort();
  }

  #pathOf(sha256: Sha256): string {
    return join(this.#root, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }
}
