import type { FileHandle } from 'node:fs/promises';
import {
  CENTRAL_BYTES,
  END_BYTES,
  END64_BYTES,
  EXTRA64_ID,
  FULL,
  LOCAL_BYTES,
  LOCATOR64_BYTES,
  METHOD,
  SIGNATURE,
} from '#shared/archive/zip-format.ts';

const COMMENT_MAX_BYTES = 65_535;
const ENCRYPTED = 1;

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

export type ZipDirectory = { entries: Map<string, ZipEntry>; start: number };

/** What a ZIP file says that it holds, as far as that can be true. */
export async function readDirectory(file: FileHandle, limits: ZipLimits): Promise<ZipDirectory> {
  const end = await findEnd(file);
  if (end.count > limits.entriesMax || end.directoryBytes > limits.directoryMaxBytes)
    throw new ZipError('too_large', `${end.count} entries`);
  const directory = await readAt(file, end.directoryAt, end.directoryBytes);
  const entries = parseDirectory(directory, end.count, limits);
  assertApart([...entries.values()], end.directoryAt);
  return { entries, start: end.directoryAt };
}

export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  if (bytesRead < length) throw new ZipError('not_an_archive', 'the file ends too early');
  return bytes;
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
    const endAt = size - tailBytes + at;
    const isLarge = count === FULL.two || directoryBytes === FULL.four || directoryAt === FULL.four;
    const large = isOneDisk && isLarge ? await findEnd64(file, endAt) : undefined;
    if (large) return large;
    if (isOneDisk && directoryAt + directoryBytes === endAt) return { count, directoryBytes, directoryAt };
  }
  throw new ZipError('not_an_archive', 'no directory');
}

/** The end for large files, right before the way to it, which is right before the end. */
async function findEnd64(file: FileHandle, endAt: number): Promise<End | undefined> {
  const at = endAt - LOCATOR64_BYTES - END64_BYTES;
  if (at < 0) return undefined;
  const bytes = await readAt(file, at, END64_BYTES + LOCATOR64_BYTES);
  const isThere =
    bytes.readUInt32LE(0) === SIGNATURE.end64 &&
    bytes.readUInt32LE(END64_BYTES) === SIGNATURE.locator64 &&
    numberAt(bytes, END64_BYTES + 8) === at;
  if (!isThere) return undefined;
  const count = numberAt(bytes, 32);
  const directoryBytes = numberAt(bytes, 40);
  const directoryAt = numberAt(bytes, 48);
  const isSound = numberAt(bytes, 24) === count && directoryAt + directoryBytes === at;
  return isSound ? { count, directoryBytes, directoryAt } : undefined;
}

function parseDirectory(directory: Buffer, count: number, limits: ZipLimits): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let n = 0; n < count; n++) {
    if (at + CENTRAL_BYTES > directory.length || directory.readUInt32LE(at) !== SIGNATURE.central)
      throw new ZipError('not_an_archive', 'a broken directory');
    const nameEnd = at + CENTRAL_BYTES + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    const name = directory.toString('latin1', at + CENTRAL_BYTES, Math.min(nameEnd, directory.length));
    if (!limits.isName(name) || entries.has(name)) throw new ZipError('bad_path', `the name ${n}`);
    entries.set(name, readEntry(name, directory.subarray(at), directory.subarray(nameEnd, extraEnd)));
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  if (at !== directory.length) throw new ZipError('not_an_archive', 'a broken directory');
  return entries;
}

function readEntry(name: string, record: Buffer, extra: Buffer): ZipEntry {
  const large = numbersIn(extra);
  const sizeAt = (at: number) => {
    const size = record.readUInt32LE(at);
    if (size !== FULL.four) return size;
    const next = large.shift();
    if (next === undefined) throw new ZipError('not_an_archive', `${name}: a size is missing`);
    return next;
  };
  // In the order in which the extra field has what does not fit.
  const bytes = sizeAt(24);
  const packedBytes = sizeAt(20);
  const offset = sizeAt(42);
  const method = record.readUInt16LE(10);
  const isKnown = method === METHOD.deflated || (method === METHOD.stored && bytes === packedBytes);
  if (!isKnown || (record.readUInt16LE(8) & ENCRYPTED) !== 0)
    throw new ZipError('not_an_archive', `${name}: packed in a way that is not known`);
  return { name, method, crc: record.readUInt32LE(16), packedBytes, bytes, offset };
}

/** The numbers of an entry that do not fit into its record. */
function numbersIn(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== EXTRA64_ID) continue;
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    return Array.from({ length: Math.floor(field.length / 8) }, (_, n) => numberAt(field, 8 * n));
  }
  return [];
}

function numberAt(bytes: Buffer, at: number): number {
  const number = Number(bytes.readBigUInt64LE(at));
  if (!Number.isSafeInteger(number)) throw new ZipError('not_an_archive', 'a number that cannot be');
  return number;
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
