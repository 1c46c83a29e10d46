import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SIZE = '6m';
const PIECE_BYTES = 4096;
const run = promisify(execFile);

/** A file system of a few megabytes that can be filled to the last byte. Needs root; there is none without. */
export class SmallDisk implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async find(): Promise<SmallDisk | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'raskadr-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder]);
      return new SmallDisk(folder);
    } catch {
      await rm(folder, { recursive: true });
      return undefined;
    }
  }

  get #ballast(): string {
    return join(this.folder, 'ballast');
  }

  async fill(): Promise<void> {
    await using file = await open(this.#ballast, 'a');
    const piece = Buffer.alloc(PIECE_BYTES);
    try {
      for (;;) await file.write(piece);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }

  async free(): Promise<void> {
    await rm(this.#ballast, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run('umount', [this.folder]);
    await rm(this.folder, { recursive: true });
  }
}
