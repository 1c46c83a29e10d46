import { createHash, randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '#shared/result.ts';
import { type Blob, type BlobLimits, Sha256, type StagedBlob } from './blob-store.ts';
import { type Disk, KEPT_FREE_BYTES } from './disk.ts';

const FOLDER = 'parts';

type Adopt = (part: string, sha256: Sha256) => Promise<void>;

/** Content on its way: a file of this machine's own disk, hashed and synced before any store gets it. */
export class LocalParts {
  readonly #root: string;
  readonly #folder: string;
  readonly #disk: Disk;

  constructor(root: string, disk: Disk) {
    this.#root = root;
    this.#folder = join(root, FOLDER);
    this.#disk = disk;
  }

  /** The folder survives a power cut from now on; what a killed process left half-written is thrown away. */
  async open(): Promise<void> {
    await this.#disk.makeFolder(this.#root);
    await this.#disk.syncFolder(dirname(this.#root));
    for (const name of await this.#disk.listNames(this.#folder))
      await this.#disk.remove(join(this.#folder, name));
  }

  async hasRoomFor(bytes: number): Promise<boolean> {
    await this.#disk.makeFolder(this.#root);
    return (await this.#disk.freeBytes(this.#root)) - bytes >= KEPT_FREE_BYTES;
  }

  async put(content: AsyncIterable<Uint8Array>, limits: BlobLimits, adopt: Adopt): Promise<Result<Blob>> {
    const staged = await this.stage(content, limits, adopt);
    if (!staged.ok) return staged;
    await using blob = staged.value;
    await blob.keep();
    return ok({ sha256: blob.sha256, sizeBytes: blob.sizeBytes });
  }

  async stage(
    content: AsyncIterable<Uint8Array>,
    limits: BlobLimits,
    adopt: Adopt,
  ): Promise<Result<StagedBlob>> {
    const part = join(this.#folder, randomUUID());
    // What cannot be removed now is thrown away at the next start.
    const remove = () => this.#disk.remove(part).catch(() => undefined);
    await using failed = new AsyncDisposableStack();
    failed.defer(remove);
    const written = await this.#write(part, content, limits);
    if (!written.ok) return written;
    failed.move();
    const keep = () => adopt(part, written.value.sha256);
    return ok({ ...written.value, keep, [Symbol.asyncDispose]: remove });
  }

  async #write(
    part: string,
    content: AsyncIterable<Uint8Array>,
    { maxBytes, expected }: BlobLimits,
  ): Promise<Result<Blob>> {
    await this.#disk.makeFolder(this.#folder);
    await using file = await this.#disk.openFile(part);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const chunk of content) {
      if (sizeBytes + chunk.byteLength > maxBytes) return fail({ code: 'too_large', limitBytes: maxBytes });
      hash.update(chunk);
      await file.write(chunk, sizeBytes);
      sizeBytes += chunk.byteLength;
    }
    const sha256 = Sha256.parse(hash.digest('hex'));
    if (expected !== undefined && expected !== sha256) return fail({ code: 'wrong_hash' });
    await file.sync();
    return ok({ sha256, sizeBytes });
  }
}
