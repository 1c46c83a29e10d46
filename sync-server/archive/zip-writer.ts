import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { METHOD } from '#shared/archive/zip-format.ts';
import { centralRecord, endRecords, localHeader, type WrittenEntry } from './zip-records.ts';

export type Promised = { bytes: number; sha256: string };

/**
 * A ZIP file written part by part. Parts are stored, not compressed: documents are small beside pictures, which are
 * packed already, and no version of a compressor can ever change the bytes.
 */
export class ZipWriter implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #written: WrittenEntry[] = [];
  #offset = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<ZipWriter> {
    return new ZipWriter(await open(path, 'w', 0o600));
  }

  async add(name: string, content: Uint8Array): Promise<void> {
    const entry = this.#entryOf(name, content.length, crc32(content));
    await this.#append(localHeader(entry), content);
    this.#written.push(entry);
  }

  /** Content of any size, never in memory as a whole. Nothing of it stays when it is not what was promised. */
  async addStream(name: string, promised: Promised, content: AsyncIterable<Uint8Array>): Promise<boolean> {
    const start = this.#offset;
    const hash = createHash('sha256');
    const entry = this.#entryOf(name, promised.bytes, 0);
    await this.#append(localHeader(entry));
    let bytes = 0;
    for await (const chunk of content) {
      bytes += chunk.byteLength;
      if (bytes > promised.bytes) break;
      hash.update(chunk);
      entry.crc = crc32(chunk, entry.crc);
      await this.#append(chunk);
    }
    const isSound = bytes === promised.bytes && hash.digest('hex') === promised.sha256;
    if (isSound) {
      await this.#write(localHeader(entry), start);
      this.#written.push(entry);
    } else {
      await this.#file.truncate(start);
      this.#offset = start;
    }
    return isSound;
  }

  /** Writes the directory and waits for the disk. Returns the size of the whole file. */
  async finish(): Promise<number> {
    const start = this.#offset;
    for (const entry of this.#written) await this.#append(centralRecord(entry));
    await this.#append(...endRecords({ count: this.#written.length, start, end: this.#offset }));
    await this.#file.sync();
    return this.#offset;
  }

  #entryOf(name: string, bytes: number, crc: number): WrittenEntry {
    return { name: Buffer.from(name), offset: this.#offset, bytes, crc, method: METHOD.stored };
  }

  async #append(...chunks: Uint8Array[]): Promise<void> {
    const [only] = chunks;
    const bytes = chunks.length === 1 && only ? only : Buffer.concat(chunks);
    await this.#write(bytes, this.#offset);
    this.#offset += bytes.length;
  }

  async #write(bytes: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, at + done);
      done += bytesWritten;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
