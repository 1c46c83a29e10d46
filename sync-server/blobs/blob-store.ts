import { z } from 'zod';
import type { Result } from '#shared/result.ts';

/** The name of a blob is the hash of its content, so it never changes and the same content is kept once. */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand('Sha256');
export type Sha256 = z.infer<typeof Sha256>;

export type Blob = { sha256: Sha256; sizeBytes: number };

/** Half-open: `to` is the first byte that is not wanted. */
export type ByteRange = { from: number; to: number };

export type BlobLimits = { maxBytes: number; expected?: Sha256 | undefined };

/** Content that is on the disk, hashed and synced, and not yet a blob: it becomes one when it is kept, else it goes. */
export type StagedBlob = Blob & AsyncDisposable & { keep(): Promise<void> };

/** Where pictures, video and sound lie. Disk and S3 stand behind it; one suite of tests holds both. */
export type BlobStore = {
  /** When it resolves, the content is on disk under its hash. When it fails, nothing of it is left. */
  put(content: AsyncIterable<Uint8Array>, limits: BlobLimits): Promise<Result<Blob>>;
  /** The same in two steps, for whoever has to see all of it before any of it counts. */
  stage(content: AsyncIterable<Uint8Array>, limits: BlobLimits): Promise<Result<StagedBlob>>;
  /**
   * Gives a file of this machine's own disk, hashed and synced, its place under that hash. When it resolves, the content
   * is a blob and the file is no more; killed or failed before that, the file is there still and may be adopted again.
   */
  adopt(part: string, sha256: Sha256): Promise<void>;
  /** Whether so much more may come and leave room for everything else. */
  hasRoomFor(bytes: number): Promise<boolean>;
  find(sha256: Sha256): Promise<(Blob & { changedAtMs: number }) | undefined>;
  /** Throws when the blob is not there. */
  read(sha256: Sha256, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /**
   * None of it is thrown away until it is let go: for whoever is about to write a row that names it, from before he looks
   * whether it is there.
   */
  hold(contents: Iterable<Sha256>): Promise<Disposable>;
  /** Whether it is gone: nobody holds it, and what was asked then, with everybody else waiting, says yes. */
  removeIf(sha256: Sha256, isUnwanted: () => Promise<boolean>): Promise<boolean>;
  list(): AsyncIterable<Sha256>;
  /** Calls off what was begun a day ago and never ended: whoever did is no more. */
  sweepUnfinished(): Promise<void>;
};
