import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import { fail, ok, type Result } from '#shared/result.ts';
import { isDiskFull } from '../database/sql-error.ts';
import { type BlobStore, Sha256 } from './blob-store.ts';
import { type Disk, KEPT_FREE_BYTES, realDisk } from './disk.ts';

const FOLDER = 'uploads';
const PART_LIVES_MS = 24 * 60 * 60_000;

/** Whose part it is, and of what: nobody adds to what another one sends. */
export type PartName = { by: string; sha256: Sha256 };
export type Piece = { offset: number; length: number; content: ReadableStream<Uint8Array> | null };
export type Received = { offset: number; isWhole: boolean };

type Writer = { abort: AbortController; done: Promise<unknown> };

/**
 * Content that comes in pieces. What came of it lies under its sender and its hash until it is whole, checked and
 * synced; only then it is a blob.
 */
export class Uploads {
  readonly #folder: string;
  readonly #blobs: Pick<BlobStore, 'adopt'>;
  readonly #disk: Disk;
  readonly #writers = new Map<string, Writer>();
  /** Of parts that were received in this process, so that a large one is not read again at its end. */
  readonly #hashes = new Map<string, { hash: Hash; offset: number }>();

  constructor(root: string, blobs: Pick<BlobStore, 'adopt'>, disk: Disk = realDisk) {
    this.#folder = join(root, FOLDER);
    this.#blobs = blobs;
    this.#disk = disk;
  }

  /** How much of it has come. */
  async offsetOf(name: PartName): Promise<number> {
    return (await this.#disk.find(this.#pathOf(name)))?.sizeBytes ?? 0;
  }

  /** Takes a piece in. An earlier one that is still under way is ended: its sender has begun anew. */
  async append(name: PartName, piece: Piece): Promise<Result<Received>> {
    const path = this.#pathOf(name);
    for (let other = this.#writers.get(path); other; other = this.#writers.get(path)) {
      other.abort.abort();
      await other.done;
    }
    const abort = new AbortController();
    const received = this.#receive(name, piece, abort.signal);
    const done = received.then(
      () => undefined,
      () => undefined,
    );
    this.#writers.set(path, { abort, done });
    try {
      return await received;
    } finally {
      this.#writers.delete(path);
    }
  }

  async #receive(name: PartName, piece: Piece, signal: AbortSignal): Promise<Result<Received>> {
    const path = this.#pathOf(name);
    const offset = await this.offsetOf(name);
    if (offset !== piece.offset) return fail({ code: 'upload_moved_on', offset });
    if (offset > piece.length) return this.#drop(path, { code: 'bad_input', field: 'upload-length' });
    await this.#disk.makeFolder(this.#folder);
    const free = await this.#disk.freeBytes(this.#folder);
    if (free - (piece.length - offset) < KEPT_FREE_BYTES) return this.#drop(path, { code: 'disk_full' });
    try {
      return await this.#write(name, piece, signal);
    } catch (error) {
      // What a disk that failed holds is not to be trusted.
      await this.#forget(path);
      if (isDiskFull(error)) return fail({ code: 'disk_full' });
      throw error;
    }
  }

  async #write(name: PartName, piece: Piece, signal: AbortSignal): Promise<Result<Received>> {
    const path = this.#pathOf(name);
    const { length } = piece;
    const hash = this.#takeHash(path, piece.offset);
    let offset = piece.offset;
    {
      await using file = await this.#disk.openFile(path);
      for await (const bytes of readUntil(piece.content, signal)) {
        if (bytes === 'cut') break;
        if (offset + bytes.byteLength > length) return this.#drop(path, { code: 'bad_input', field: 'body' });
        await file.write(bytes, offset);
        hash?.update(bytes);
        offset += bytes.byteLength;
      }
      if (offset < length) {
        if (hash) this.#hashes.set(path, { hash, offset });
        return ok({ offset, isWhole: false });
      }
      await file.sync();
    }
    const sha256 = hash ? Sha256.parse(hash.digest('hex')) : await this.#hashOf(path);
    if (sha256 !== name.sha256) return this.#drop(path, { code: 'wrong_hash' });
    await this.#blobs.adopt(path, sha256);
    return ok({ offset, isWhole: true });
  }

  #takeHash(path: string, offset: number): Hash | undefined {
    const known = this.#hashes.get(path);
    this.#hashes.delete(path);
    if (offset === 0) return createHash('sha256');
    return known?.offset === offset ? known.hash : undefined;
  }

  async #hashOf(path: string): Promise<Sha256> {
    const hash = createHash('sha256');
    for await (const bytes of this.#disk.read(path)) hash.update(bytes);
    return Sha256.parse(hash.digest('hex'));
  }

  async #drop(path: string, fault: Parameters<typeof fail>[0]): Promise<Result<Received>> {
    await this.#forget(path);
    return fail(fault);
  }

  async #forget(path: string): Promise<void> {
    this.#hashes.delete(path);
    await this.#disk.remove(path);
  }

  /** Parts nobody has added to for a day are thrown away. */
  async sweep(nowMs: number): Promise<void> {
    for (const name of await this.#disk.listNames(this.#folder)) {
      const path = join(this.#folder, name);
      const part = await this.#disk.find(path);
      const isOld = part !== undefined && nowMs - part.changedAtMs > PART_LIVES_MS;
      if (isOld && !this.#writers.has(path)) await this.#forget(path);
    }
  }

  #pathOf({ by, sha256 }: PartName): string {
    return join(this.#folder, `${by}-${sha256}`);
  }
}

/** The bytes of a stream; `cut` when it breaks off or nobody wants it any more. */
async function* readUntil(
  content: Piece['content'],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array | 'cut'> {
  const reader = content?.getReader();
  if (!reader) return;
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel);
  try {
    for (;;) {
      const read = await reader.read().catch(() => undefined);
      if (!read) yield 'cut';
      if (!read || read.done) return;
      yield read.value;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    // A piece that is refused is not read to its end.
    cancel();
  }
}
