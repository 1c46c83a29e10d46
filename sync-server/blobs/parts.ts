import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import type { Fault } from '#shared/fault.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { isDiskFull } from '../database/sql-error.ts';
import { Sha256 } from './blob-store.ts';
import { type Disk, type FileFacts, KEPT_FREE_BYTES, realDisk } from './disk.ts';
import { TailWriter } from './tail-writer.ts';

export type Piece = { offset: number; length: number; content: ReadableStream<Uint8Array> | null };
export type Received = { offset: number; isWhole: boolean };

/** What a part is held against while it comes, and what becomes of it. */
export type PartRules = {
  /** Asked once nobody else writes: whether the piece may still be added. */
  open?: () => Promise<Fault | undefined>;
  /** Sees the first bytes as soon as so many are there, or the whole; with a fault nothing of the part is kept. */
  judge?: { bytes: number; of: (head: Uint8Array) => Fault | undefined };
  /** The part is whole and synced, and nobody else writes to it meanwhile. It stays where it is unless this takes it. */
  whole: (part: { path: string; sha256: Sha256 }) => Promise<Result<undefined>>;
};

type Writer = { abort: AbortController; done: Promise<unknown> };

/**
 * Files that come in pieces, on this machine's own disk. One writer at a time for each; who sends anew ends an earlier piece
 * of his that is still under way.
 */
export class Parts {
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #writers = new Map<string, Writer>();
  /** Of parts that were received in this process, so that a large one is not read again at its end. */
  readonly #hashes = new Map<string, { hash: Hash; offset: number }>();

  constructor(folder: string, disk: Disk = realDisk) {
    this.#folder = folder;
    this.#disk = disk;
  }

  /** Names are ids and hashes; no text of a person ever becomes part of a path. */
  pathOf(name: string): string {
    return join(this.#folder, name);
  }

  find(name: string): Promise<FileFacts | undefined> {
    return this.#disk.find(this.pathOf(name));
  }

  list(): Promise<string[]> {
    return this.#disk.listNames(this.#folder);
  }

  isBusy(name: string): boolean {
    return this.#writers.has(name);
  }

  /** Takes a piece in. */
  append(name: string, piece: Piece, rules: PartRules): Promise<Result<Received>> {
    return this.#asWriter(name, 'ends others', (signal) => this.#receive(name, { piece, rules, signal }));
  }

  /** Runs while nobody writes to the part; who does is waited for. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.#asWriter(name, 'waits', work);
  }

  /** The part goes, with whatever is still being added to it. What is to go with it goes while nobody writes. */
  drop(name: string, along: () => Promise<unknown> = async () => undefined): Promise<void> {
    return this.#asWriter(name, 'ends others', async () => {
      await along();
      await this.forget(name);
    });
  }

  /** Only for whoever is its writer. */
  async forget(name: string): Promise<void> {
    this.#hashes.delete(name);
    await this.#disk.remove(this.pathOf(name));
  }

  /** The first bytes of a part, as far as they are there. */
  async headOf(name: string, bytes: number): Promise<Uint8Array> {
    const head = new Uint8Array(bytes);
    let filled = 0;
    for await (const chunk of this.#disk.read(this.pathOf(name))) {
      const wanted = chunk.subarray(0, bytes - filled);
      head.set(wanted, filled);
      filled += wanted.byteLength;
      if (filled === bytes) break;
    }
    return head.subarray(0, filled);
  }

  async hashOf(name: string): Promise<Sha256> {
    const hash = createHash('sha256');
    for await (const bytes of this.#disk.read(this.pathOf(name))) hash.update(bytes);
    return Sha256.parse(hash.digest('hex'));
  }

  async sync(name: string): Promise<void> {
    await using file = await this.#disk.openFile(this.pathOf(name));
    await file.sync();
  }

  async #asWriter<T>(
    name: string,
    manner: 'ends others' | 'waits',
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    // Whoever finds nobody writing stands there himself in the same turn: there is never a second one.
    for (let other = this.#writers.get(name); other; other = this.#writers.get(name)) {
      if (manner === 'ends others') other.abort.abort();
      await other.done;
    }
    const abort = new AbortController();
    const working = work(abort.signal);
    const done = working.then(
      () => undefined,
      () => undefined,
    );
    this.#writers.set(name, { abort, done });
    try {
      return await working;
    } finally {
      this.#writers.delete(name);
    }
  }

  async #receive(
    name: string,
    { piece, rules, signal }: { piece: Piece; rules: PartRules; signal: AbortSignal },
  ): Promise<Result<Received>> {
    const closed = await rules.open?.();
    if (closed) return fail(closed);
    const offset = (await this.find(name))?.sizeBytes ?? 0;
    if (offset !== piece.offset) return fail({ code: 'upload_moved_on', offset });
    if (offset > piece.length) return this.#drop(name, { code: 'bad_input', field: 'upload-length' });
    await this.#disk.makeFolder(this.#folder);
    const free = await this.#disk.freeBytes(this.#folder);
    if (free - (piece.length - offset) < KEPT_FREE_BYTES) return this.#drop(name, { code: 'disk_full' });
    try {
      const written = await this.#write(name, { piece, rules, signal });
      if (!written.ok) return this.#drop(name, written.fault);
      const { offset: reached, sha256 } = written.value;
      if (!sha256) return ok({ offset: reached, isWhole: false });
      const taken = await rules.whole({ path: this.pathOf(name), sha256 });
      return taken.ok ? ok({ offset: reached, isWhole: true }) : taken;
    } catch (error) {
      if (!(error instanceof BrokenPart)) throw error;
      // What a disk that failed holds is not to be trusted.
      await this.forget(name);
      if (isDiskFull(error.cause)) return fail({ code: 'disk_full' });
      throw error.cause;
    }
  }

  async #write(
    name: string,
    { piece, rules, signal }: { piece: Piece; rules: PartRules; signal: AbortSignal },
  ): Promise<Result<{ offset: number; sha256: Sha256 | undefined }>> {
    const { length } = piece;
    const { judge } = rules;
    const hash = this.#takeHash(name, piece.offset);
    const judgeAt = Math.min(judge?.bytes ?? 0, length);
    let isJudged = !judge || piece.offset >= judgeAt;
    let offset = piece.offset;
    try {
      await using file = await this.#disk.openFile(this.pathOf(name));
      const tail = new TailWriter(file, offset);
      for await (const bytes of readUntil(piece.content, signal)) {
        if (bytes === 'cut') break;
        if (offset + bytes.byteLength > length) return fail({ code: 'bad_input', field: 'body' });
        await tail.add(bytes);
        hash?.update(bytes);
        offset += bytes.byteLength;
        if (isJudged || offset < judgeAt) continue;
        await tail.settled();
        const fault = judge?.of(await this.headOf(name, judge.bytes));
        if (fault) return fail(fault);
        isJudged = true;
      }
      await tail.settled();
      if (offset < length) {
        if (hash) this.#hashes.set(name, { hash, offset });
        return ok({ offset, sha256: undefined });
      }
      await file.sync();
    } catch (error) {
      throw new BrokenPart(error);
    }
    return ok({ offset, sha256: hash ? Sha256.parse(hash.digest('hex')) : await this.hashOf(name) });
  }

  #takeHash(name: string, offset: number): Hash | undefined {
    const known = this.#hashes.get(name);
    this.#hashes.delete(name);
    if (offset === 0) return createHash('sha256');
    return known?.offset === offset ? known.hash : undefined;
  }

  async #drop(name: string, fault: Fault): Promise<Result<Received>> {
    await this.forget(name);
    return fail(fault);
  }
}

/** The disk has failed while a piece was written; nothing that was to be done with the whole. */
class BrokenPart extends Error {
  constructor(cause: unknown) {
    super('a part could not be written', { cause });
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
