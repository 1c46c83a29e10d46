import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { box, le16, le32, noise, pngChunk, text } from './bytes.ts';
import type { GoodFile } from './good-files.ts';
import { CANARY, type HostileFile } from './hostile-file.ts';

const CUTS = [0.03, 0.2, 0.5, 0.8, 0.97];

/** Every type broken off at many places, with a hole in it, and as nothing but its first bytes. */
export function damaged(good: GoodFile[]): HostileFile[] {
  return good.flatMap(({ name, type, bytes }) => [
    ...CUTS.map((share) => ({
      name: `${name}-${share * 100}%`,
      claims: type,
      bytes: bytes.subarray(0, Math.ceil(bytes.length * share)),
      isReadable: true,
    })),
    { name: `${name}-hole`, claims: type, bytes: withHole(bytes), isReadable: true },
    { name: `${name}-magic`, claims: type, bytes: Buffer.concat([bytes.subarray(0, 16), noise(3000)]) },
  ]);
}

/** What is no file of any type, and types that are not told the truth of. */
export function mistaken(good: GoodFile[]): HostileFile[] {
  const kindOf = (type: string) => type.split('/')[0];
  const lies = good.map(({ name, bytes, type }, at) => {
    const others = good.filter((other) => (kindOf(other.type) === 'image') !== (kindOf(type) === 'image'));
    const other = others[at % others.length];
    return { name: `${name}-called-${other?.name}`, bytes, claims: other?.type ?? 'image/png' };
  });
  return [
    { name: 'empty', bytes: Buffer.alloc(0), claims: 'image/png' },
    { name: 'one-byte', bytes: Buffer.from([0x89]), claims: 'video/mp4' },
    { name: 'four-bytes', bytes: text('RIFF'), claims: 'audio/wav' },
    { name: 'noise', bytes: noise(5000, 7), claims: 'image/jpeg' },
    { name: 'zeros', bytes: Buffer.alloc(5000), claims: 'video/mp4' },
    { name: 'ones', bytes: Buffer.alloc(5000, 0xff), claims: 'audio/mpeg' },
    ...lies,
  ];
}

/** Good files that are something else besides: what they carry along must not go on. */
export async function polyglots(good: GoodFile[]): Promise<HostileFile[]> {
  const bytesOf = (wanted: string) => good.find(({ name }) => name === wanted)?.bytes ?? Buffer.alloc(0);
  const html = text(`<script>alert('${CANARY}')</script>`);
  const png = bytesOf('picture.png');
  const jpeg = bytesOf('picture.jpeg');
  const film = bytesOf('film.mp4');
  const marked = await sharp(png)
    .withExif({ IFD0: { Copyright: CANARY } })
    .jpeg()
    .toBuffer();
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, html.length + 2]), html]);
  return [
    ['png+zip', 'image/png', Buffer.concat([png, zipOf('x.html', html)])],
    [
      'png+html-chunk',
      'image/png',
      Buffer.concat([png.subarray(0, 33), pngChunk('tEXt', html), png.subarray(33)]),
    ],
    ['gif+js', 'image/gif', Buffer.concat([bytesOf('picture.gif'), text(`/*${CANARY}*/=1;`)])],
    ['jpeg+html', 'image/jpeg', Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)])],
    ['jpeg+zip', 'image/jpeg', Buffer.concat([jpeg, zipOf('x.html', html)])],
    ['jpeg+exif', 'image/jpeg', marked],
    ['webp+html', 'image/webp', Buffer.concat([bytesOf('picture.webp'), html])],
    ['avif+html', 'image/avif', Buffer.concat([bytesOf('picture.avif'), box('free', html)])],
    ['mp4+html', 'video/mp4', Buffer.concat([film, box('free', html)])],
    ['mp4+zip', 'video/mp4', Buffer.concat([film, zipOf('x.html', html)])],
    ['mp4+playlist', 'video/mp4', Buffer.concat([film, text(`#EXTM3U\n#EXTINF:1,\n${CANARY}\n`)])],
    ['wav+html', 'audio/wav', Buffer.concat([bytesOf('sound.wav'), html])],
    ['mp3+zip', 'audio/mpeg', Buffer.concat([bytesOf('sound.mp3'), zipOf('x.html', html)])],
  ].map(([name, claims, bytes]) => {
    // The list above holds two texts and the bytes.
    const file = { name, claims, bytes, isReadable: true } as HostileFile;
    return file;
  });
}

function withHole(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  noise(Math.ceil(bytes.length / 10), 3).copy(copy, Math.floor(bytes.length * 0.6));
  return copy;
}

function zipOf(name: string, content: Buffer): Buffer {
  const facts = [le16(20), le16(0), le16(0), le16(0), le16(0), le32(crc32(content)), le32(content.length)];
  const head = Buffer.concat([...facts, le32(content.length), le16(name.length), le16(0)]);
  const local = Buffer.concat([text('PK\x03\x04'), head, text(name), content]);
  const entry = Buffer.concat([text('PK\x01\x02'), le16(20), head, Buffer.alloc(14), text(name)]);
  const end = Buffer.concat([
    text('PK\x05\x06'),
    Buffer.alloc(4),
    le16(1),
    le16(1),
    le32(entry.length),
    le32(local.length),
    le16(0),
  ]);
  return Buffer.concat([local, entry, end]);
}
