import {
  CENTRAL_BYTES,
  END_BYTES,
  END64_BYTES,
  EXTRA64_ID,
  FULL,
  LOCAL_BYTES,
  LOCATOR64_BYTES,
  SIGNATURE,
} from '#shared/archive/zip-format.ts';

export type WrittenEntry = { name: Buffer; offset: number; bytes: number; crc: number; method: number };

const VERSION = 20;
const VERSION_64 = 45;
/** 1 January 1980: the same content gives the same bytes at any time, in any time zone. */
const FIXED_DATE = 0x21;

export function localHeader(entry: WrittenEntry): Buffer {
  const extra = extra64(entry.bytes >= FULL.four ? [entry.bytes, entry.bytes] : []);
  const header = Buffer.alloc(LOCAL_BYTES);
  header.writeUInt32LE(SIGNATURE.local, 0);
  writeFacts(header, 4, { entry, extra });
  return Buffer.concat([header, entry.name, extra]);
}

export function centralRecord(entry: WrittenEntry): Buffer {
  const extra = extra64([
    ...(entry.bytes >= FULL.four ? [entry.bytes, entry.bytes] : []),
    ...(entry.offset >= FULL.four ? [entry.offset] : []),
  ]);
  const record = Buffer.alloc(CENTRAL_BYTES);
  record.writeUInt32LE(SIGNATURE.central, 0);
  record.writeUInt16LE(VERSION, 4);
  writeFacts(record, 6, { entry, extra });
  record.writeUInt32LE(Math.min(entry.offset, FULL.four), 42);
  return Buffer.concat([record, entry.name, extra]);
}

/** The end of the directory; before it, when a number does not fit, the end for large files and the way to it. */
export function endRecords({ count, start, end }: { count: number; start: number; end: number }): Buffer[] {
  const last = Buffer.alloc(END_BYTES);
  last.writeUInt32LE(SIGNATURE.end, 0);
  last.writeUInt16LE(Math.min(count, FULL.two), 8);
  last.writeUInt16LE(Math.min(count, FULL.two), 10);
  last.writeUInt32LE(Math.min(end - start, FULL.four), 12);
  last.writeUInt32LE(Math.min(start, FULL.four), 16);
  if (count < FULL.two && start < FULL.four && end - start < FULL.four) return [last];
  const end64 = Buffer.alloc(END64_BYTES);
  end64.writeUInt32LE(SIGNATURE.end64, 0);
  end64.writeBigUInt64LE(BigInt(END64_BYTES - 12), 4);
  end64.writeUInt16LE(VERSION_64, 12);
  end64.writeUInt16LE(VERSION_64, 14);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(end - start), 40);
  end64.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(LOCATOR64_BYTES);
  locator.writeUInt32LE(SIGNATURE.locator64, 0);
  locator.writeBigUInt64LE(BigInt(end), 8);
  locator.writeUInt32LE(1, 16);
  return [end64, locator, last];
}

function extra64(numbers: number[]): Buffer {
  if (numbers.length === 0) return Buffer.alloc(0);
  const extra = Buffer.alloc(4 + 8 * numbers.length);
  extra.writeUInt16LE(EXTRA64_ID, 0);
  extra.writeUInt16LE(8 * numbers.length, 2);
  for (const [n, number] of numbers.entries()) extra.writeBigUInt64LE(BigInt(number), 4 + 8 * n);
  return extra;
}

/** The fields that the header of a part and its record in the directory share, in the same order. */
function writeFacts(
  target: Buffer,
  at: number,
  { entry: { name, bytes, crc, method }, extra }: { entry: WrittenEntry; extra: Buffer },
): void {
  target.writeUInt16LE(extra.length > 0 ? VERSION_64 : VERSION, at);
  target.writeUInt16LE(method, at + 4);
  target.writeUInt16LE(FIXED_DATE, at + 8);
  target.writeUInt32LE(crc, at + 10);
  target.writeUInt32LE(Math.min(bytes, FULL.four), at + 14);
  target.writeUInt32LE(Math.min(bytes, FULL.four), at + 18);
  target.writeUInt16LE(name.length, at + 22);
  target.writeUInt16LE(extra.length, at + 24);
}
