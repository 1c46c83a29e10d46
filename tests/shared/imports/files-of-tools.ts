import { crc32, deflateSync } from 'node:zlib';

/** Files as the tools write them, built byte by byte. */
const WORD = new TextEncoder();

export type PngText = { type: 'tEXt' | 'zTXt' | 'iTXt'; key: string; text: string; isPacked?: boolean };

export function aPng(
  texts: PngText[],
  { isBehind = false, exif }: { isBehind?: boolean; exif?: Buffer } = {},
) {
  const head = chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]));
  const picture = chunk('IDAT', deflateSync(Buffer.from([0, 10, 20, 30])));
  const words = texts.map((text) => chunk(text.type, textBody(text)));
  const block = exif ? [chunk('eXIf', exif)] : [];
  const middle = isBehind ? [picture, ...words] : [...words, ...block, picture];
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    head,
    ...middle,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function textBody({ type, key, text, isPacked = false }: PngText): Buffer {
  const name = Buffer.from(`${key}\0`, 'latin1');
  const content = Buffer.from(text);
  if (type === 'tEXt') return Buffer.concat([name, content]);
  if (type === 'zTXt') return Buffer.concat([name, Buffer.from([0]), deflateSync(content)]);
  const flags = Buffer.from([isPacked ? 1 : 0, 0, 0, 0]);
  return Buffer.concat([name, flags, isPacked ? deflateSync(content) : content]);
}

export function chunk(type: string, body: Buffer, length = body.length): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(length >>> 0);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([size, named, sum]);
}

/** A block of Exif in either order of bytes; `in: 'exif'` stands in the second list. */
export type Tag = { tag: number; type: 2 | 7; bytes: Buffer; in?: 'exif' };

export function anExif(tags: Tag[], { isLittle = true } = {}): Buffer {
  const first = tags.filter((tag) => tag.in === undefined);
  const second = tags.filter((tag) => tag.in === 'exif');
  const count = first.length + (second.length > 0 ? 1 : 0);
  const secondAt = 8 + 2 + count * 12 + 4;
  let contentAt = secondAt + (second.length > 0 ? 2 + second.length * 12 + 4 : 0);
  const contents: Buffer[] = [];
  const u16 = (value: number) => {
    const out = Buffer.alloc(2);
    if (isLittle) out.writeUInt16LE(value);
    else out.writeUInt16BE(value);
    return out;
  };
  const u32 = (value: number) => {
    const out = Buffer.alloc(4);
    if (isLittle) out.writeUInt32LE(value >>> 0);
    else out.writeUInt32BE(value >>> 0);
    return out;
  };
  const entry = ({ tag, type, bytes }: Tag) => {
    const at = contentAt;
    const padded = Buffer.concat([bytes, Buffer.alloc(Math.max(0, 5 - bytes.length) + (bytes.length % 2))]);
    contents.push(padded);
    contentAt += padded.length;
    return Buffer.concat([u16(tag), u16(type), u32(padded.length), u32(at)]);
  };
  const pointer = second.length > 0 ? [Buffer.concat([u16(0x8769), u16(4), u32(1), u32(secondAt)])] : [];
  const firstList = [u16(count), ...first.map(entry), ...pointer, u32(0)];
  const secondList = second.length > 0 ? [u16(second.length), ...second.map(entry), u32(0)] : [];
  const head = [Buffer.from(isLittle ? 'II' : 'MM'), u16(42), u32(8)];
  return Buffer.concat([...head, ...firstList, ...secondList, ...contents]);
}

export function ascii(tag: number, text: string, place: { in?: 'exif' } = {}): Tag {
  return { tag, type: 2, bytes: Buffer.from(`${text}\0`), ...place };
}

export function userComment(
  text: string,
  code: 'UNICODE\0' | 'ASCII\0\0\0' = 'UNICODE\0',
  order = 'be',
): Tag {
  const words = code === 'UNICODE\0' ? Buffer.from(text, 'utf16le') : Buffer.from(text);
  if (code === 'UNICODE\0' && order === 'be') words.swap16();
  return { tag: 0x9286, type: 7, bytes: Buffer.concat([Buffer.from(code, 'latin1'), words]), in: 'exif' };
}

export function aJpeg(segments: { marker: number; body: Buffer }[]): Buffer {
  const parts = segments.map(({ marker, body }) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(body.length + 2, 2);
    return Buffer.concat([head, body]);
  });
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, Buffer.from([0xff, 0xda, 0, 2, 0xff, 0xd9])]);
}

export function jpegExif(exif: Buffer): { marker: number; body: Buffer } {
  return { marker: 0xe1, body: Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]) };
}

export function jpegXmp(packet: string): { marker: number; body: Buffer } {
  return { marker: 0xe1, body: Buffer.from(`http://ns.adobe.com/xap/1.0/\0${packet}`) };
}

export function jpegCaption(text: string): { marker: number; body: Buffer } {
  const words = Buffer.from(text);
  const field = Buffer.from([0x1c, 2, 120, words.length >> 8, words.length & 255]);
  return {
    marker: 0xed,
    body: Buffer.concat([Buffer.from('Photoshop 3.0\x008BIM\x04\x04\0\0\0\0', 'latin1'), field, words]),
  };
}

export function aWebp(exif: Buffer | undefined, xmp?: string): Buffer {
  const piece = (type: string, body: Buffer) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
  };
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    piece('VP8X', Buffer.alloc(10)),
    piece('VP8 ', Buffer.alloc(31)),
    ...(exif ? [piece('EXIF', exif)] : []),
    ...(xmp === undefined ? [] : [piece('XMP ', Buffer.from(xmp))]),
  ]);
  const head = Buffer.alloc(8);
  head.write('RIFF', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

export function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

const NOTHING = Buffer.alloc(4);
const ftyp = () => box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2', 'latin1'));
const hdlr = (what: string) => box('hdlr', NOTHING, NOTHING, Buffer.from(what), Buffer.alloc(13));
const dataBox = (text: string) => box('data', Buffer.from([0, 0, 0, 1]), NOTHING, Buffer.from(text));

function film(isFast: boolean, moov: Buffer): Buffer {
  const pictures = box('mdat', Buffer.alloc(3000, 7));
  return Buffer.concat(isFast ? [ftyp(), moov, pictures] : [ftyp(), pictures, moov]);
}

/** iTunes' way: `moov/udta/meta/ilst/©cmt`. */
export function anMp4WithComment(text: string, { isFast = false, type = '\u00a9cmt' } = {}): Buffer {
  const list = box('ilst', box('\u00a9too', dataBox('Lavf61.7.100')), box(type, dataBox(text)));
  const meta = box('meta', NOTHING, hdlr('mdir'), list);
  return film(isFast, box('moov', box('mvhd', Buffer.alloc(100)), box('udta', meta)));
}

/** Named keys: `moov/udta/meta` with `keys`, or for QuickTime `moov/meta` without a version. */
export function anMp4WithKeys(texts: Record<string, string>, { isQuickTime = false } = {}): Buffer {
  const names = Object.keys(texts).map((key) => box('mdta', Buffer.from(key)));
  const count = Buffer.alloc(4);
  count.writeUInt32BE(names.length);
  const items = Object.values(texts).map((text, n) =>
    box(String.fromCharCode(0, 0, 0, n + 1), dataBox(text)),
  );
  const parts = [hdlr('mdta'), box('keys', NOTHING, count, ...names), box('ilst', ...items)];
  const meta = isQuickTime ? box('meta', ...parts) : box('meta', NOTHING, ...parts);
  return film(false, box('moov', box('mvhd', Buffer.alloc(100)), isQuickTime ? meta : box('udta', meta)));
}

/** QuickTime's old way: words right in `udta`. */
export function aMovWithOldComment(text: string): Buffer {
  const words = Buffer.from(text);
  const head = Buffer.from([words.length >> 8, words.length & 255, 0x55, 0xc4]);
  return film(true, box('moov', box('udta', box('\u00a9cmt', head, words))));
}

export function element(id: number[], body: Buffer, isEndless = false): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(body.length) | (1n << 56n));
  return Buffer.concat([
    Buffer.from(id),
    isEndless ? Buffer.from([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]) : size,
    body,
  ]);
}

export function aWebm(tags: Record<string, string>, { isBehind = true } = {}): Buffer {
  const head = element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], Buffer.from('webm')));
  const simple = Object.entries(tags).map(([name, text]) =>
    element(
      [0x67, 0xc8],
      Buffer.concat([
        element([0x45, 0xa3], Buffer.from(name)),
        element([0x44, 0x87], Buffer.from(WORD.encode(text))),
      ]),
    ),
  );
  const tag = element([0x12, 0x54, 0xc3, 0x67], element([0x73, 0x73], Buffer.concat(simple)));
  const cluster = element([0x1f, 0x43, 0xb6, 0x75], Buffer.alloc(5000, 9));
  const body = Buffer.concat(isBehind ? [cluster, cluster, tag] : [tag, cluster]);
  return Buffer.concat([head, element([0x18, 0x53, 0x80, 0x67], body, true)]);
}
