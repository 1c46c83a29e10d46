import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { CENTRAL_BYTES, END_BYTES, LOCAL_BYTES, METHOD, SIGNATURE } from '#shared/archive/zip-format.ts';

const VERSION_NEEDED = 20;
/** 1 January 1980: the same content gives the same bytes at any time, in any time zone. */
const FIXED_DATE = 0x21;

type Written = { name: Buffer; offset: number; bytes: number; crc: number };

/**
 * A ZIP file written part by part. Parts are stored, not compressed: documents are small beside pictures, and no
 * version of a compressor can ever change the bytes.
 */
export class ZipWriter implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #written: Written[] = [];
  #offset = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<ZipWriter> {
    return new ZipWriter(await open(path, 'w', 0o600));
  }

  async add(name: string, content: Uint8Array): Promise<void> {
    const entry = {
      name: Buffer.from(name),
      offset: this.#offset,
      bytes: content.length,
      crc: crc32(content),
    };
    const header = Buffer.alloc(LOCAL_BYTES);
    header.writeUInt32LE(SIGNATURE.local, 0);
    writeFacts(header, 4, entry);
    await this.#append(header, entry.name, content);
    this.#written.push(entry);
  }

  /** Writes the directory and waits for the disk. Returns the size of the whole file. */
  async finish(): Promise<number> {
    const start = this.#offset;
    for (const entry of this.#written) {
      const record = Buffer.alloc(CENTRAL_BYTES);
      record.writeUInt32LE(SIGNATURE.central, 0);
      record.writeUInt16LE(VERSION_NEEDED, 4);
      writeFacts(record, 6, entry);
      record.writeUInt32LE(entry.offset, 42);
      await this.#append(record, entry.name);
    }
    const end = Buffer.alloc(END_BYTES);
    end.writeUInt32LE(SIGNATURE.end, 0);
    end.writeUInt16LE(this.#written.length, 8);
    end.writeUInt16LE(this.#written.length, 10);
    end.writeUInt32LE(this.#offset - start, 12);
    end.writeUInt32LE(start, 16);
    await this.#append(end);
    await this.#file.sync();
    return this.#offset;
  }

  async #append(...chunks: Uint8Array[]): Promise<void> {
    const bytes = Buffer.concat(chunks);
    await this.#file.writeFile(bytes);
    this.#offset += bytes.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

/** The fields that the header of a part and its record in the directory share, in the same order. */
function writeFacts(target: Buffer, at: number, { name, bytes, crc }: Written): void {
  target.writeUInt16LE(VERSION_NEEDED, at);
  target.writeUInt16LE(METHOD.stored, at + 4);
  target.writeUInt16LE(FIXED_DATE, at + 8);
  target.writeUInt32LE(crc, at + 10);
  target.writeUInt32LE(bytes, at + 14);
  target.writeUInt32LE(bytes, at + 18);
  target.writeUInt16LE(name.length, at + 22);
}
