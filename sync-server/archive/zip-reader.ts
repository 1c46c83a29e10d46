import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { CENTRAL_BYTES, END_BYTES, LOCAL_BYTES, METHOD, SIGNATURE } from '#shared/archive/zip-format.ts';

const COMMENT_MAX_BYTES = 65_535;
const ENCRYPTED = 1;

const inflate = promisify(inflateRaw);

export type ZipReason = 'not_an_archive' | 'too_large' | 'bad_path' | 'bad_hash';

/** The file is no sound archive, or asks for more than it is given. */
export class ZipError extends Error {
  readonly reason: ZipReason;

  constructor(reason: ZipReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export type ZipEntry = {
  name: string;
  method: number;
  crc: number;
  packedBytes: number;
  bytes: number;
  offset: number;
};

export type ZipLimits = { entriesMax: number; directoryMaxBytes: number; isName: (name: string) => boolean };

/** Reads a ZIP file from its directory, believing nothing that is not checked. */
export class ZipReader implements AsyncDisposable {
  readonly entries: Map<string, ZipEntry>;
  readonly #file: FileHandle;
  readonly #directoryAt: number;

  private constructor(file: FileHandle, entries: Map<string, ZipEntry>, directoryAt: number) {
    this.#file = file;
    this.entries = entries;
    this.#directoryAt = directoryAt;
  }

  static async open(path: string, limits: ZipLimits): Promise<ZipReader> {
    const file = await open(path, 'r');
    try {
      const end = await findEnd(file);
      if (end.count > limits.entriesMax || end.directoryBytes > limits.directoryMaxBytes)
        throw new ZipError('too_large', `${end.count} entries`);
      const directory = await readAt(file, end.directoryAt, end.directoryBytes);
      const entries = parseDirectory(directory, end.count, limits);
      assertApart([...entries.values()], end.directoryAt);
      return new ZipReader(file, entries, end.directoryAt);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The content of an entry: at most what the directory declares, and exactly that. */
  async read(entry: ZipEntry): Promise<Buffer> {
    const header = await readAt(this.#file, entry.offset, LOCAL_BYTES);
    const nameBytes = header.readUInt16LE(26);
    const start = entry.offset + LOCAL_BYTES + nameBytes + header.readUInt16LE(28);
    const isSame =
      header.readUInt32LE(0) === SIGNATURE.local &&
      header.readUInt16LE(8) === entry.method &&
      (await readAt(this.#file, entry.offset + LOCAL_BYTES, nameBytes)).equals(Buffer.from(entry.name));
    if (!isSame || start + entry.packedBytes > this.#directoryAt)
      throw new ZipError('not_an_archive', `${entry.name}: the header and the directory differ`);
    const content = await unpack(entry, await readAt(this.#file, start, entry.packedBytes));
    if (crc32(content) !== entry.crc) throw new ZipError('bad_hash', `${entry.name}: wrong checksum`);
    return content;
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

type End = { count: number; directoryBytes: number; directoryAt: number };

async function findEnd(file: FileHandle): Promise<End> {
  const { size } = await file.stat();
  const tailBytes = Math.min(size, END_BYTES + COMMENT_MAX_BYTES);
  const tail = await readAt(file, size - tailBytes, tailBytes);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== SIGNATURE.end) continue;
    if (at + END_BYTES + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const count = tail.readUInt16LE(at + 10);
    const directoryBytes = tail.readUInt32LE(at + 12);
    const directoryAt = tail.readUInt32LE(at + 16);
    const isOneDisk = tail.readUInt32LE(at + 4) === 0 && tail.readUInt16LE(at + 8) === count;
    const isInPlace = directoryAt + directoryBytes === size - tailBytes + at;
    if (isOneDisk && isInPlace) return { count, directoryBytes, directoryAt };
  }
  throw new ZipError('not_an_archive', 'no directory');
}

function parseDirectory(directory: Buffer, count: number, limits: ZipLimits): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let n = 0; n < count; n++) {
    if (at + CENTRAL_BYTES > directory.length || directory.readUInt32LE(at) !== SIGNATURE.central)
      throw new ZipError('not_an_archive', 'a broken directory');
    const nameEnd = at + CENTRAL_BYTES + directory.readUInt16LE(at + 28);
    const name = directory.toString('latin1', at + CENTRAL_BYTES, Math.min(nameEnd, directory.length));
    if (!limits.isName(name) || entries.has(name)) throw new ZipError('bad_path', `the name ${n}`);
    entries.set(name, readEntry(name, directory.subarray(at)));
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  if (at !== directory.length) throw new ZipError('not_an_archive', 'a broken directory');
  return entries;
}

function readEntry(name: string, record: Buffer): ZipEntry {
  const entry = {
    name,
    method: record.readUInt16LE(10),
    crc: record.readUInt32LE(16),
    packedBytes: record.readUInt32LE(20),
    bytes: record.readUInt32LE(24),
    offset: record.readUInt32LE(42),
  };
  const isKnown =
    entry.method === METHOD.deflated || (entry.method === METHOD.stored && entry.bytes === entry.packedBytes);
  if (!isKnown || (record.readUInt16LE(8) & ENCRYPTED) !== 0)
    throw new ZipError('not_an_archive', `${name}: packed in a way that is not known`);
  return entry;
}

/** Entries that share bytes are how a small file pretends to be a huge one. */
function assertApart(entries: ZipEntry[], directoryAt: number): void {
  let free = 0;
  for (const { name, offset, packedBytes } of entries.sort((a, b) => a.offset - b.offset)) {
    if (offset < free) throw new ZipError('not_an_archive', `${name}: stands inside another entry`);
    free = offset + LOCAL_BYTES + name.length + packedBytes;
  }
  if (free > directoryAt) throw new ZipError('not_an_archive', 'an entry reaches into the directory');
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  if (bytesRead < length) throw new ZipError('not_an_archive', 'the file ends too early');
  return bytes;
}
