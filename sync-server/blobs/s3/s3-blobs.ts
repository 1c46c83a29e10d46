import type { Result } from '#shared/result.ts';
import type { Log } from '../../ports.ts';
import {
  type Blob,
  type BlobLimits,
  type BlobStore,
  type ByteRange,
  Sha256,
  type StagedBlob,
} from '../blob-store.ts';
import { ContentHolds } from '../content-holds.ts';
import type { Disk } from '../disk.ts';
import { LocalParts } from '../local-parts.ts';
import { RecentBlobs } from './recent-blobs.ts';
import { S3Client, type S3ClientPorts } from './s3-client.ts';
import { abortOldUploads, putInParts } from './s3-multipart.ts';
import { findObject, getObject, listObjects, putObject, removeObject } from './s3-objects.ts';
import { readSteadily } from './s3-reading.ts';
import type { S3Store } from './s3-store.ts';
import { findWhyUnusable } from './try-store.ts';

const ONE_REQUEST_MAX_BYTES = 64 * 1024 * 1024;
const UNFINISHED_LIVES_MS = 24 * 60 * 60_000;

export type S3BlobsOptions = S3ClientPorts & {
  store: S3Store;
  /** Where content lies on this machine while it is on its way. */
  root: string;
  disk: Disk;
  log: Log;
  /** More goes in parts of their own requests. */
  oneRequestMaxBytes?: number;
  partBytes?: number;
};

/**
 * Blobs as objects `<prefix>ab/cd/<sha256>` of an S3-compatible store. Content is whole, hashed and synced on the local
 * disk before it is sent; the store checks the hash on its side. A key is written once and never again: in a bucket with
 * versions every other time would cost.
 */
export class S3Blobs implements BlobStore {
  readonly #options: S3BlobsOptions;
  readonly #client: S3Client;
  readonly #parts: LocalParts;
  readonly #holds = new ContentHolds();
  readonly #recent: RecentBlobs;
  readonly #sending = new Map<Sha256, Promise<void>>();

  constructor(options: S3BlobsOptions) {
    this.#options = options;
    this.#client = new S3Client(options.store, options);
    this.#parts = new LocalParts(options.root, options.disk);
    this.#recent = new RecentBlobs(options.wallMs);
  }

  open(): Promise<void> {
    return this.#parts.open();
  }

  findWhyUnusable(): ReturnType<typeof findWhyUnusable> {
    return findWhyUnusable(this.#client);
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

  async adopt(part: string, sha256: Sha256): Promise<void> {
    using _held = await this.hold([sha256]);
    // Whoever brings the same meanwhile finds it there.
    for (let other = this.#sending.get(sha256); other; other = this.#sending.get(sha256)) await other;
    const sending = this.#bring(part, sha256);
    this.#sending.set(
      sha256,
      sending.catch(() => undefined),
    );
    try {
      await sending;
    } finally {
      this.#sending.delete(sha256);
    }
    await this.#options.disk.remove(part);
  }

  async #bring(part: string, sha256: Sha256): Promise<void> {
    const { disk, oneRequestMaxBytes = ONE_REQUEST_MAX_BYTES, partBytes } = this.#options;
    const key = this.#keyOf(sha256);
    const sizeBytes = (await disk.find(part))?.sizeBytes;
    if (sizeBytes === undefined) throw new Error(`ENOENT: ${part}`);
    if ((await findObject(this.#client, key))?.sizeBytes !== sizeBytes) {
      const open = (range?: ByteRange) => disk.read(part, range);
      if (sizeBytes <= oneRequestMaxBytes) await putObject(this.#client, key, { sizeBytes, sha256, open });
      else await putInParts(this.#client, key, { sizeBytes, open }, partBytes);
    }
    this.#recent.brought({ sha256, sizeBytes });
  }

  async find(sha256: Sha256): Promise<(Blob & { changedAtMs: number }) | undefined> {
    const recent = this.#recent.find(sha256);
    if (recent) return recent;
    const { era } = this.#recent;
    const found = await findObject(this.#client, this.#keyOf(sha256));
    return found && this.#recent.seen({ sha256, ...found }, era);
  }

  async read(sha256: Sha256, range?: ByteRange): Promise<ReadableStream<Uint8Array>> {
    const key = this.#keyOf(sha256);
    return await readSteadily(
      (wanted, signal) => getObject(this.#client, key, { range: wanted, signal }),
      range,
    );
  }

  hold(contents: Iterable<Sha256>): Promise<Disposable> {
    return this.#holds.hold(contents);
  }

  removeIf(sha256: Sha256, isUnwanted: () => Promise<boolean>): Promise<boolean> {
    return this.#holds.whileFree(sha256, async () => {
      if (!(await isUnwanted())) return false;
      try {
        await removeObject(this.#client, this.#keyOf(sha256));
      } finally {
        // Also when nobody knows whether it is gone, and only now: somebody may have looked meanwhile.
        this.#recent.forget(sha256);
      }
      return true;
    });
  }

  async *list(): AsyncIterable<Sha256> {
    for await (const { sha256 } of this.listSized()) yield sha256;
  }

  /** With the sizes, which a list of the store says for nothing. */
  async *listSized(): AsyncIterable<Blob> {
    const { prefix } = this.#options.store;
    for await (const { key, sizeBytes } of listObjects(this.#client, prefix)) {
      const sha256 = Sha256.safeParse(key.slice(-64)).data;
      if (sha256 && key === this.#keyOf(sha256)) yield { sha256, sizeBytes };
    }
  }

  async sweepUnfinished(): Promise<void> {
    const { store, wallMs, log } = this.#options;
    const aborted = await abortOldUploads(this.#client, store.prefix, wallMs() - UNFINISHED_LIVES_MS);
    if (aborted > 0) log.info('unfinished_uploads_swept', { aborted });
  }

  #keyOf(sha256: Sha256): string {
    return `${this.#options.store.prefix}${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
  }
}
