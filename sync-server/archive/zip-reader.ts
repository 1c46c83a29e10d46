import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { LOCAL_BYTES, METHOD, SIGNATURE } from '#shared/archive/zip-format.ts';
import {
  readAt,
  readDirectory,
  type ZipDirectory,
  type ZipEntry,
  ZipError,
  type ZipLimits,
} from './zip-directory.ts';

const PIECE_BYTES = 1024 * 1024;

const inflate = promisify(inflateRaw);

/** Reads a ZIP file from its directory, believing nothing that is not checked. */
export class ZipReader implements AsyncDisposable {
  readonly entries: Map<string, ZipEntry>;
  readonly #file: FileHandle;
  readonly #directoryAt: number;

  private constructor(file: FileHandle, { entries, start }: ZipDirectory) {
    this.#file = file;
    this.entries = entries;
    this.#directoryAt = start;
  }

  static async open(path: string, limits: ZipLimits): Promise<ZipReader> {
    const file = await open(path, 'r');
    try {
      return new ZipReader(file, await readDirectory(file, limits));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The content of an entry: at most what the directory declares, and exactly that. */
  async read(entry: ZipEntry): Promise<Buffer> {
    const start = await this.#startOf(entry);
    const content = await unpack(entry, await readAt(this.#file, start, entry.packedBytes));
    if (crc32(content) !== entry.crc) throw new ZipError('bad_hash', `${entry.name}: wrong checksum`);
    return content;
  }

  /** The same of a stored entry of any size, piece by piece. */
  async *stream(entry: ZipEntry): AsyncGenerator<Uint8Array> {
    if (entry.method !== METHOD.stored) throw new ZipError('not_an_archive', `${entry.name}: is packed`);
    const start = await this.#startOf(entry);
    let crc = 0;
    for (let done = 0; done < entry.bytes; done += PIECE_BYTES) {
      const piece = await readAt(this.#file, start + done, Math.min(PIECE_BYTES, entry.bytes - done));
      crc = crc32(piece, crc);
      yield piece;
    }
    if (crc !== entry.crc) throw new ZipError('bad_hash', `${entry.name}: wrong checksum`);
  }

  /** Where its content begins, by its own header, which must say what the directory says. */
  async #startOf(entry: ZipEntry): Promise<number> {
    const header = await readAt(this.#file, entry.offset, LOCAL_BYTES);
    const nameBytes = header.readUInt16LE(26);
    const start = entry.offset + LOCAL_BYTES + nameBytes + header.readUInt16LE(28);
    const isSame =
      header.readUInt32LE(0) === SIGNATURE.local &&
      header.readUInt16LE(8) === entry.method &&
      (await readAt(this.#file, entry.offset + LOCAL_BYTES, nameBytes)).equals(Buffer.from(entry.name));
    if (!isSame || start + entry.packedBytes > this.#directoryAt)
      throw new ZipError('not_an_archive', `${entry.name}: the header and the directory differ`);
    return start;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

async function unpack(entry: ZipEntry, packed: Buffer): Promise<Buffer> {
  if (entry.method === METHOD.stored) return packed;
  try {
    // The output stops at the declared size, whatever the compressed bytes would still give.
    const content = await inflate(packed, { maxOutputLength: Math.max(entry.bytes, 1) });
    if (content.length === entry.bytes) return content;
  } catch (error) {
    if (error instanceof RangeError) throw new ZipError('too_large', `${entry.name}: more than declared`);
    throw new ZipError('not_an_archive', `${entry.name}: cannot be unpacked`);
  }
  throw new ZipError('not_an_archive', `${entry.name}: less than declared`);
}
