import { deflateSync } from 'node:zlib';
import {
  blackPng,
  box,
  FTYP,
  gifOf,
  le16,
  le32,
  patched,
  pngChunk,
  pngOf,
  riff,
  text,
  u16,
  u32,
} from './bytes.ts';
import type { GoodFile } from './good-files.ts';
import type { HostileFile } from './hostile-file.ts';

/** Small files that are large once they are opened, or say that they are. */
export function bombs(good: GoodFile[]): HostileFile[] {
  const bytesOf = (name: string) => good.find((file) => file.name === name)?.bytes ?? Buffer.alloc(0);
  return [
    ...pictureBombs().map(([name, claims, bytes]) => ({ name, claims, bytes })),
    ...filmBombs(bytesOf('film.mp4')).map(([name, bytes]) => ({ name, claims: 'video/mp4', bytes })),
    ...soundBombs(bytesOf).map(([name, claims, bytes]) => ({ name, claims, bytes })),
  ].map((file) => ({ ...file, isReadable: true }));
}

type Bomb = [name: string, claims: string, bytes: Buffer];

function pictureBombs(): Bomb[] {
  const nothing = deflateSync(Buffer.alloc(64));
  const squeezed = (size: number) => deflateSync(Buffer.alloc(size), { level: 9 });
  const zero = Buffer.from([0]);
  const webpCanvas = Buffer.concat([
    Buffer.from([0, 0, 0, 0]),
    Buffer.from([0xff, 0x3f, 0]),
    Buffer.from([0xff, 0x3f, 0]),
  ]);
  return [
    ['png-30000', 'image/png', blackPng(30_000, 30_000)],
    ['png-8200', 'image/png', blackPng(8200, 8200)],
    ['png-declared-100000', 'image/png', pngOf(100_000, 100_000, nothing)],
    ['png-declared-2^31', 'image/png', pngOf(2 ** 31 - 1, 2 ** 31 - 1, nothing)],
    ['png-declared-0', 'image/png', pngOf(0, 0, nothing)],
    ['png-ribbon', 'image/png', blackPng(60_000, 2)],
    ['png-tower', 'image/png', blackPng(2, 60_000)],
    [
      'png-text-bomb',
      'image/png',
      pngOf(8, 8, squeezed(16), [
        pngChunk('zTXt', Buffer.concat([text('a'), zero, zero, squeezed(200_000_000)])),
      ]),
    ],
    [
      'png-profile-bomb',
      'image/png',
      pngOf(8, 8, squeezed(16), [
        pngChunk('iCCP', Buffer.concat([text('a'), zero, zero, squeezed(200_000_000)])),
      ]),
    ],
    [
      'png-many-chunks',
      'image/png',
      pngOf(
        8,
        8,
        squeezed(16),
        Array.from({ length: 50_000 }, (_, n) => pngChunk('tEXt', text(`k\0${n}`))),
      ),
    ],
    ['png-too-much-data', 'image/png', pngOf(8, 8, squeezed(100_000_000))],
    ['gif-20000-frames', 'image/gif', gifOf(1, 1, 20_000)],
    ['gif-canvas-65535', 'image/gif', gifOf(65_535, 65_535, 1)],
    ['gif-canvas-65535-frames', 'image/gif', gifOf(65_535, 65_535, 5000)],
    ['jpeg-declared-65535', 'image/jpeg', jpegOf(65_535, 65_535)],
    ['jpeg-declared-0', 'image/jpeg', jpegOf(0, 0)],
    [
      'jpeg-comments',
      'image/jpeg',
      Buffer.concat([
        Buffer.from([0xff, 0xd8]),
        ...Array.from({ length: 200 }, () => segment(0xfe, Buffer.alloc(65_000))),
      ]),
    ],
    [
      'webp-canvas-16384',
      'image/webp',
      riff('WEBP', ['VP8X', webpCanvas], ['VP8L', losslessHead(16_383, 16_383)]),
    ],
    ['webp-lossless-16383', 'image/webp', riff('WEBP', ['VP8L', losslessHead(16_383, 16_383)])],
    ['webp-deep', 'image/webp', riff('WEBP', ['VP8X', webpCanvas], ...deep(2000))],
    [
      'webp-length-lie',
      'image/webp',
      Buffer.concat([text('RIFF'), le32(0xffff_fffe), text('WEBPVP8 '), le32(0xffff_ff00), Buffer.alloc(64)]),
    ],
    ['avif-declared', 'image/avif', avifOf(2 ** 31 - 1, 2 ** 31 - 1)],
    ['avif-empty', 'image/avif', box('ftyp', text('avif'), u32(0), text('avifmif1miaf'))],
  ];
}

function filmBombs(film: Buffer): [string, Buffer][] {
  const end = u32(0xffff_ffff);
  const nested = (depth: number) => {
    let inner: Buffer = Buffer.alloc(0);
    for (let level = 0; level < depth; level++) inner = box('moov', inner);
    return Buffer.concat([FTYP, inner]);
  };
  return [
    ['mp4-duration-2^32', patched(film, 'mvhd', 16, end)],
    ['mp4-timescale-0', patched(film, 'mvhd', 12, u32(0))],
    ['mp4-timescale-2^32', patched(film, 'mvhd', 12, end)],
    ['mp4-media-timescale-1', patched(film, 'mdhd', 12, u32(1))],
    ['mp4-media-timescale-0', patched(film, 'mdhd', 12, u32(0))],
    ['mp4-media-duration', patched(film, 'mdhd', 16, end)],
    ['mp4-65535-wide', patched(film, 'avc1', 24, Buffer.concat([u16(65_535), u16(65_535)]))],
    ['mp4-shown-65535', patched(film, 'tkhd', 76, Buffer.concat([end, end]))],
    ['mp4-samples-2^32', patched(film, 'stsz', 8, end)],
    ['mp4-chunks-2^32', patched(film, 'stco', 4, end)],
    ['mp4-places-beyond', patched(film, 'stco', 8, end)],
    ['mp4-times-2^32', patched(film, 'stts', 4, end)],
    ['mp4-time-step', patched(film, 'stts', 12, end)],
    ['mp4-edit-list', patched(film, 'elst', 4, end)],
    ['mp4-no-end-box', Buffer.concat([FTYP, u32(0), text('moov'), film.subarray(40, 200)])],
    ['mp4-box-2^63', Buffer.concat([FTYP, u32(1), text('moov'), end, end, Buffer.alloc(64)])],
    ['mp4-deep', nested(5000)],
    [
      'mp4-thousand-tracks',
      Buffer.concat([
        FTYP,
        box('moov', ...Array.from({ length: 3000 }, () => box('trak', box('tkhd', Buffer.alloc(84))))),
      ]),
    ],
    ['mp4-outside', outsideFilm(film)],
    ['mp4-million-boxes', Buffer.concat([FTYP, ...Array.from({ length: 200_000 }, () => box('free'))])],
  ];
}

/** Its samples are said to lie in another file. */
function outsideFilm(film: Buffer): Buffer {
  const at = film.indexOf('url ', 0, 'latin1');
  const copy = Buffer.from(film);
  // Not in this file: the flag that says so is taken away.
  copy.writeUInt32BE(0, at + 4);
  return copy;
}

function soundBombs(bytesOf: (name: string) => Buffer): Bomb[] {
  const format = (channels: number, rate: number) =>
    Buffer.concat([le16(1), le16(channels), le32(rate), le32(rate * 2), le16(channels * 2), le16(16)]);
  const wav = (head: Buffer, length: number) =>
    Buffer.concat([
      ...[text('RIFF'), le32(0xffff_ffff), text('WAVE'), text('fmt '), le32(head.length), head],
      ...[text('data'), le32(length), Buffer.alloc(4096)],
    ]);
  const flac = patched(bytesOf('sound.flac'), 'fLaC', 17, Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff]));
  return [
    ['wav-4-gigabytes', 'audio/wav', wav(format(1, 8000), 0xffff_ffff)],
    ['wav-65535-channels', 'audio/wav', wav(format(65_535, 8000), 4096)],
    ['wav-rate-2^31', 'audio/wav', wav(format(1, 2 ** 31 - 1), 4096)],
    ['wav-rate-0', 'audio/wav', wav(format(1, 0), 4096)],
    ['wav-rate-1', 'audio/wav', wav(format(1, 1), 4096)],
    ['flac-2^36-samples', 'audio/flac', flac],
    [
      'id3-256-megabytes',
      'audio/mpeg',
      Buffer.concat([text('ID3'), Buffer.from([4, 0, 0, 0x7f, 0x7f, 0x7f, 0x7f]), Buffer.alloc(512)]),
    ],
    ['ogg-far-end', 'audio/ogg', patched(bytesOf('sound.ogg'), 'OggS', 2, Buffer.alloc(8, 0x7f))],
    [
      'webm-unknown-sizes',
      'video/webm',
      Buffer.concat([bytesOf('film.webm').subarray(0, 40), Buffer.alloc(4096, 0xff)]),
    ],
    [
      'webm-deep',
      'video/webm',
      Buffer.concat([
        bytesOf('film.webm').subarray(0, 36),
        ...Array.from({ length: 5000 }, () =>
          Buffer.from([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        ),
      ]),
    ],
  ];
}

function segment(marker: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker]), u16(body.length + 2), body]);
}

function jpegOf(width: number, height: number): Buffer {
  const frame = Buffer.concat([Buffer.from([8]), u16(height), u16(width), Buffer.from([1, 1, 0x11, 0])]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1)])),
    segment(0xc0, frame),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.alloc(64),
    Buffer.from([0xff, 0xd9]),
  ]);
}

function losslessHead(width: number, height: number): Buffer {
  const bits = (width - 1) | ((height - 1) << 14);
  return Buffer.concat([Buffer.from([0x2f]), le32(bits), Buffer.alloc(64)]);
}

function deep(depth: number): [string, Buffer][] {
  let inner: Buffer = Buffer.alloc(8);
  for (let level = 0; level < depth; level++) inner = riff('WEBP', ['ANMF', inner]);
  return [
    ['ANIM', Buffer.alloc(6)],
    ['ANMF', inner],
  ];
}

function avifOf(width: number, height: number): Buffer {
  const size = box('ispe', u32(0), u32(width), u32(height));
  const properties = box('iprp', box('ipco', size), box('ipma', u32(0), u32(1), u16(1), Buffer.from([1, 1])));
  const items = box('iinf', u32(0), u16(1), box('infe', u32(2 << 24), u16(1), u16(0), text('av01\0')));
  const place = box('iloc', u32(0), u16(0), u16(0));
  return Buffer.concat([
    box('ftyp', text('avif'), u32(0), text('avifmif1miaf')),
    box(
      'meta',
      u32(0),
      box('hdlr', u32(0), u32(0), text('pict'), Buffer.alloc(13)),
      box('pitm', u32(0), u16(1)),
      place,
      items,
      properties,
    ),
  ]);
}
