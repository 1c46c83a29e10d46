import type { OpenFile } from './disk.ts';

/** More than this does not wait in memory. */
const WAITING_MAX_BYTES = 1024 * 1024;

/**
 * Adds to the end of a file. What comes while the disk is at work goes to it together: a slow sender's bytes are there at
 * once, and a quick one does not wait for the disk at every one of its packets.
 */
export class TailWriter {
  readonly #file: OpenFile;
  #at: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | undefined;
  #failed: { error: unknown } | undefined;

  constructor(file: OpenFile, at: number) {
    this.#file = file;
    this.#at = at;
  }

  async add(bytes: Uint8Array): Promise<void> {
    if (bytes.byteLength === 0) return;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.byteLength;
    this.#writing ??= this.#write();
    if (this.#waitingBytes >= WAITING_MAX_BYTES) await this.settled();
    this.#throwFailure();
  }

  /** All of it is in the file. */
  async settled(): Promise<void> {
    while (this.#writing) await this.#writing;
    this.#throwFailure();
  }

  async #write(): Promise<void> {
    try {
      while (this.#waitingBytes > 0) {
        const [first, ...others] = this.#waiting;
        const bytes = first && others.length === 0 ? first : Buffer.concat(this.#waiting);
        this.#waiting = [];
        this.#waitingBytes = 0;
        await this.#file.write(bytes, this.#at);
        this.#at += bytes.byteLength;
      }
    } catch (error) {
      this.#failed = { error };
    } finally {
      this.#writing = undefined;
    }
  }

  #throwFailure(): void {
    if (this.#failed) throw this.#failed.error;
  }
}
