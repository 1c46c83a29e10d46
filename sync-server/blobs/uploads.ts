import { join } from 'node:path';
import { fail, ok, type Result } from '#shared/result.ts';
import type { BlobStore, Sha256 } from './blob-store.ts';
import { type Disk, realDisk } from './disk.ts';
import { Parts, type Piece, type Received } from './parts.ts';

const FOLDER = 'uploads';
const PART_LIVES_MS = 24 * 60 * 60_000;

/** Whose part it is, and of what: nobody adds to what another one sends. */
export type PartName = { by: string; sha256: Sha256 };

/**
 * Content that comes in pieces from whoever knows its hash. What came of it lies under its sender and its hash until it is
 * whole, checked and synced; only then it is a blob.
 */
export class Uploads {
  readonly #parts: Parts;
  readonly #blobs: Pick<BlobStore, 'adopt'>;

  constructor(root: string, blobs: Pick<BlobStore, 'adopt'>, disk: Disk = realDisk) {
    this.#parts = new Parts(join(root, FOLDER), disk);
    this.#blobs = blobs;
  }

  /** How much of it has come. */
  async offsetOf(name: PartName): Promise<number> {
    return (await this.#parts.find(nameOf(name)))?.sizeBytes ?? 0;
  }

  /** Takes a piece in. An earlier one that is still under way is ended: its sender has begun anew. */
  append(name: PartName, piece: Piece): Promise<Result<Received>> {
    const whole = async ({ path, sha256 }: { path: string; sha256: Sha256 }) => {
      if (sha256 !== name.sha256) {
        await this.#parts.forget(nameOf(name));
        return fail({ code: 'wrong_hash' });
      }
      await this.#blobs.adopt(path, sha256);
      return ok(undefined);
    };
    return this.#parts.append(nameOf(name), piece, { whole });
  }

  /** Parts nobody has added to for a day are thrown away. */
  async sweep(nowMs: number): Promise<void> {
    for (const name of await this.#parts.list()) {
      const part = await this.#parts.find(name);
      const isOld = part !== undefined && nowMs - part.changedAtMs > PART_LIVES_MS;
      if (isOld && !this.#parts.isBusy(name)) await this.#parts.drop(name);
    }
  }
}

function nameOf({ by, sha256 }: PartName): string {
  return `${by}-${sha256}`;
}
