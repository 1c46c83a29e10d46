import { crc32, deflateSync } from 'node:zlib';

// The smallest pieces that files are made of.

export const text = (value: string): Buffer => Buffer.from(value, 'utf8');
export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};
export const u16 = (value: number): Buffer => Buffer.from([(value >> 8) & 0xff, value & 0xff]);
export const le32 = (value: number): Buffer => Buffer.from(u32(value)).reverse();
export const le16 = (value: number): Buffer => Buffer.from(u16(value)).reverse();

/** The same every time. */
export function noise(size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed * 2654435761 + 1;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

export const PNG_MAGIC = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export function pngChunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([text(type), body]);
  return Buffer.concat([u32(body.length), typed, u32(crc32(typed))]);
}

/** Grey, of one bit: nothing is packed better. */
export function pngOf(width: number, height: number, rows: Buffer, before: Buffer[] = []): Buffer {
  const head = Buffer.concat([u32(width), u32(height), Buffer.from([1, 0, 0, 0, 0])]);
  const parts = [PNG_MAGIC, pngChunk('IHDR', head), ...before, pngChunk('IDAT', rows)];
  return Buffer.concat([...parts, pngChunk('IEND', Buffer.alloc(0))]);
}

/** All black, with as much in it as it says. */
export function blackPng(width: number, height: number): Buffer {
  return pngOf(width, height, deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height)));
}

export function gifOf(width: number, height: number, frames: number): Buffer {
  const head = Buffer.concat([
    text('GIF89a'),
    le16(width),
    le16(height),
    Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
  ]);
  const frame = Buffer.concat([
    Buffer.from([0x21, 0xf9, 4, 0, 1, 0, 0, 0, 0x2c, 0, 0, 0, 0]),
    le16(1),
    le16(1),
    Buffer.from([0, 2, 2, 0x44, 1, 0]),
  ]);
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}

export function riff(form: string, ...chunks: [name: string, body: Buffer][]): Buffer {
  const body = Buffer.concat(
    chunks.flatMap(([name, bytes]) => [
      text(name),
      le32(bytes.length),
      bytes,
      Buffer.alloc(bytes.length % 2),
    ]),
  );
  return Buffer.concat([text('RIFF'), le32(body.length + 4), text(form), body]);
}

/** One box of the family of MP4. */
export function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

export const FTYP = box('ftyp', text('isom'), u32(512), text('isomiso2avc1mp41'));

/** The file with other bytes a little after the first time that a name of a box stands in it. */
export function patched(file: Buffer, name: string, after: number, bytes: Buffer): Buffer {
  const at = file.indexOf(name, 0, 'latin1');
  if (at < 0) throw new Error(`no ${name} in it`);
  const copy = Buffer.from(file);
  bytes.copy(copy, at + name.length + after);
  return copy;
}
