import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { fail, ok, type Result } from '#shared/result.ts';
import { type Blob, type BlobLimits, type BlobStore, type ByteRange, Sha256 } from './blob-store.ts';

const PARTS_FOLDER = 'parts';

/** Blobs as files `ab/cd/<sha256>` under one folder. No text of a person ever becomes part of a path. */
export class DiskBlobs implements BlobStore {
  readonly #root: string;
  readonly #parts: string;

  constructor(root: string) {
    this.#root = root;
    this.#parts = join(root, PARTS_FOLDER);
  }

  /** What a killed process left half-written is thrown away. */
  async open(): Promise<void> {
    await rm(this.#parts, { recursive: true, force: true });
    await mkdir(this.#parts, { recursive: true, mode: 0o700 });
  }

  async put(content: AsyncIterable<Uint8Array>, limits: BlobLimits): Promise<Result<Blob>> {
    const part = join(this.#parts, randomUUID());
    try {
      const written = await writePart(part, content, limits);
      if (written.ok) await this.#settle(part, written.value.sha256);
      return written;
    } finally {
      await rm(part, { force: true });
    }
  }

  /** Content is synced before it gets its name, and the name before anybody is told of it. */
  async #settle(part: string, sha256: Sha256): Promise<void> {
    const path = this.#pathOf(sha256);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(part, path);
    // The folders too, whoever made them: another put may have, and not have got to this line yet.
    for (const folder of [dirname(path), dirname(dirname(path)), this.#root]) await syncFolder(folder);
  }

  async find(sha256: Sha256): Promise<Blob | undefined> {
    try {
      const { size } = await stat(this.#pathOf(sha256));
      return { sha256, sizeBytes: size };
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  async read(sha256: Sha256, range?: ByteRange): Promise<ReadableStream<Uint8Array>> {
    const file = await open(this.#pathOf(sha256), constants.O_RDONLY | constants.O_NOFOLLOW);
    const bytes = file.createReadStream(range ? { start: range.from, end: range.to - 1 } : {});
    // Node's own type of a web stream is not the platform's, though it is the same thing.
    return Readable.toWeb(bytes) as ReadableStream<Uint8Array>;
  }

  async remove(sha256: Sha256): Promise<void> {
    await rm(this.#pathOf(sha256), { force: true });
  }

  async *list(): AsyncIterable<Sha256> {
    for (const first of await namesIn(this.#root, /^[0-9a-f]{2}$/)) {
      for (const second of await namesIn(join(this.#root, first), /^[0-9a-f]{2}$/)) {
        for (const name of await namesIn(join(this.#root, first, second), /^[0-9a-f]{64}$/))
          yield Sha256.parse(name);
      }
    }
  }

  #pathOf(sha256: Sha256): string {
    return join(this.#root, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }
}

async function writePart(
  part: string,
  content: AsyncIterable<Uint8Array>,
  { maxBytes, expected }: BlobLimits,
): Promise<Result<Blob>> {
  await using file = await open(part, 'wx', 0o600);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of content) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) return fail({ code: 'too_large', limitBytes: maxBytes });
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  const sha256 = Sha256.parse(hash.digest('hex'));
  if (expected !== undefined && expected !== sha256) return fail({ code: 'wrong_hash' });
  await file.sync();
  return ok({ sha256, sizeBytes });
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path);
  await folder.sync();
}

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => pattern.test(name)).sort();
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
