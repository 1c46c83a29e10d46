import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ByteSource } from '#shared/imports/byte-source.ts';
import { PROMPT_MAX_CHARS } from '#shared/imports/found-prompt.ts';
import { readPrompt } from '#shared/imports/read-prompt.ts';
import { recogniseSidecar } from '#shared/imports/recognise.ts';
import { GRAPH } from './comfy-graphs.ts';
import * as files from './files-of-tools.ts';
import { A1111, LAYOUTS } from './layouts.ts';

const { aJpeg, anExif, anMp4WithComment, anMp4WithKeys, aPng, ascii, aWebm, aWebp, box, chunk, element } =
  files;
const { jpegExif, userComment } = files;

/** Far more than any of these needs, on a machine with other work. */
const PATIENCE_MS = 4000;

function sourceOf(bytes: Buffer): ByteSource & { readBytes: () => number } {
  let readBytes = 0;
  return {
    sizeBytes: bytes.length,
    read: async (from, to) => {
      readBytes += to - from;
      return bytes.subarray(from, to);
    },
    readBytes: () => readBytes,
  };
}

async function survives(bytes: Buffer) {
  const startedMs = performance.now();
  const source = sourceOf(bytes);
  const found = await readPrompt(source);
  expect(performance.now() - startedMs).toBeLessThan(PATIENCE_MS);
  expect(source.readBytes()).toBeLessThanOrEqual(24 * 1024 ** 2);
  if (found) {
    expect(found.prompt.length).toBeLessThanOrEqual(PROMPT_MAX_CHARS);
    expect(JSON.stringify(found).length).toBeLessThan(200_000);
  }
  return found;
}

const text = (content: string, key = 'prompt') => aPng([{ type: 'tEXt', key, text: content }]);
const png = text(GRAPH);
const jpeg = aJpeg([jpegExif(anExif([userComment(A1111)]))]);
const webp = aWebp(anExif([userComment(A1111)]));
const mp4 = anMp4WithKeys({ prompt: GRAPH });
const comment = anMp4WithComment(`{"prompt":${GRAPH}}`);
const webm = aWebm({ PROMPT: GRAPH });
const bomb = (type: 'zTXt' | 'iTXt') => {
  const packed = deflateSync(Buffer.alloc(60 * 1024 ** 2, 'a'));
  const flags = type === 'zTXt' ? [0] : [1, 0, 0, 0];
  return Buffer.concat([
    png.subarray(0, 33),
    chunk(type, Buffer.concat([Buffer.from('prompt\0'), Buffer.from(flags), packed])),
  ]);
};
const patched = (file: Buffer, word: string, at: number, bytes: number[]) => {
  const other = Buffer.from(file);
  Buffer.from(bytes).copy(other, other.indexOf(word, 0, 'latin1') + at);
  return other;
};
const circle = (length: number) =>
  JSON.stringify(
    Object.fromEntries(
      Array.from({ length }, (_, n) => [
        String(n),
        {
          class_type: n === 0 ? 'KSampler' : 'ConditioningConcat',
          inputs: {
            positive: [String((n + 1) % length), 0],
            model: [String((n + 1) % length), 0],
            seed: [String((n + 2) % length), 0],
          },
        },
      ]),
    ),
  );
const everyone = (length: number) =>
  JSON.stringify(
    Object.fromEntries(
      Array.from({ length }, (_, n) => [
        String(n),
        {
          class_type: n % 2 ? 'KSampler' : 'SaveImage',
          inputs: Object.fromEntries(
            Array.from({ length: 60 }, (_, m) => [
              m === 0 ? 'positive' : `c${m}`,
              [String((n * 7 + m) % length), 0],
            ]),
          ),
        },
      ]),
    ),
  );
const ifdCircle = () => {
  const exif = anExif([ascii(0x010e, 'A description of a quiet sea')]);
  exif.writeUInt32LE(8, 8 + 2 + 12);
  return exif;
};

const DAMAGED: Record<string, () => Buffer> = {
  'an empty file': () => Buffer.alloc(0),
  'a signature alone, PNG': () => png.subarray(0, 8),
  'a signature alone, JPEG': () => jpeg.subarray(0, 3),
  'a signature alone, WebP': () => webp.subarray(0, 12),
  'a signature alone, MP4': () => mp4.subarray(0, 12),
  'a signature alone, WebM': () => webm.subarray(0, 4),
  'a PNG cut in its words': () => png.subarray(0, 200),
  'a PNG without an end': () => png.subarray(0, png.length - 12),
  'a JPEG cut in its words': () => jpeg.subarray(0, 90),
  'a WebP cut in its words': () => webp.subarray(0, webp.length - 40),
  'an MP4 cut in its words': () => mp4.subarray(0, mp4.length - 40),
  'a WebM cut in its words': () => webm.subarray(0, webm.length - 40),
  'a PNG chunk of 4 GB': () =>
    Buffer.concat([png.subarray(0, 33), chunk('tEXt', Buffer.from('prompt\0{}'), 0xffffffff)]),
  'a PNG chunk that claims more than there is': () =>
    Buffer.concat([png.subarray(0, 33), chunk('tEXt', Buffer.from('prompt\0{}'), 5000)]),
  'a PNG with 60,000 empty chunks': () =>
    Buffer.concat([
      png.subarray(0, 33),
      ...Array.from({ length: 60_000 }, () => chunk('aaAa', Buffer.alloc(0))),
    ]),
  'a PNG with 10,000 texts': () =>
    aPng(Array.from({ length: 10_000 }, (_, n) => ({ type: 'tEXt' as const, key: `k${n}`, text: 'x' }))),
  'a bomb in zTXt': () => bomb('zTXt'),
  'a bomb in iTXt': () => bomb('iTXt'),
  'zTXt that is not packed': () =>
    Buffer.concat([png.subarray(0, 33), chunk('zTXt', Buffer.from('prompt\0\0no zlib at all'))]),
  'zTXt cut in the middle': () =>
    Buffer.concat([
      png.subarray(0, 33),
      chunk(
        'zTXt',
        Buffer.concat([Buffer.from('prompt\0\0'), deflateSync(Buffer.from(GRAPH)).subarray(0, 80)]),
      ),
    ]),
  'an unknown way of packing': () =>
    Buffer.concat([png.subarray(0, 33), chunk('zTXt', Buffer.from('prompt\0\u0007abc', 'latin1'))]),
  'iTXt without its fields': () =>
    Buffer.concat([png.subarray(0, 33), chunk('iTXt', Buffer.from('prompt\0\0'))]),
  'a text without a name': () => Buffer.concat([png.subarray(0, 33), chunk('tEXt', Buffer.from('\0words'))]),
  'broken UTF-8': () =>
    Buffer.concat([
      png.subarray(0, 33),
      chunk('iTXt', Buffer.from([...Buffer.from('parameters\0\0\0\0\0'), 0xff, 0xfe, 0xc3])),
    ]),
  'a JPEG segment of length 0': () => Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0, 0xff, 0xe1]),
  'a JPEG of nothing but 0xff': () => Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(100_000, 0xff)]),
  'a JPEG with 20,000 segments': () =>
    aJpeg(Array.from({ length: 60_000 }, () => ({ marker: 0xe2, body: Buffer.alloc(2) }))),
  'Exif that names itself as its next list': () => aJpeg([jpegExif(ifdCircle())]),
  'Exif whose value lies beyond the end': () =>
    aJpeg([
      jpegExif(Buffer.from('II*\0\x08\0\0\0\x01\0\x0e\x01\x02\0\xff\xff\xff\x7f\xff\xff\xff\x7f', 'latin1')),
    ]),
  'Exif of 65,535 entries': () => aJpeg([jpegExif(Buffer.from('MM\0*\0\0\0\x08\xff\xff', 'latin1'))]),
  'Exif of no known order': () => aJpeg([jpegExif(Buffer.from('XX*\0\x08\0\0\0'))]),
  'a WebP piece of 4 GB': () => patched(webp, 'EXIF', 4, [0xff, 0xff, 0xff, 0xff]),
  'XMP without an end': () => aWebp(undefined, '<dc:description><rdf:li>'.repeat(4000)),
  'XMP of wild numbers': () =>
    aWebp(undefined, '<dc:description>&#xFFFFFF; &#99999999; &#0; words of no use</dc:description>'),
  'an MP4 box of size 1 and 2^63': () => patched(mp4, 'moov', -4, [0, 0, 0, 1]),
  'an MP4 box of size 0 in the middle': () => patched(mp4, 'keys', -4, [0, 0, 0, 0]),
  'an MP4 box smaller than its head': () => patched(mp4, 'udta', -4, [0, 0, 0, 3]),
  'MP4 keys beyond count': () => patched(mp4, 'keys', 8, [0xff, 0xff, 0xff, 0xff]),
  'MP4 data of 4 GB': () => patched(comment, 'data', -4, [0xff, 0xff, 0xff, 0xff]),
  'a hundred thousand nested boxes': () => {
    const inner = Array.from({ length: 100_000 }, (_, n) => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE((100_000 - n) * 8);
      head.write(n === 0 ? 'moov' : 'udta', 4);
      return head;
    });
    return Buffer.concat([mp4.subarray(0, 24), ...inner]);
  },
  'two million tiny boxes': () => Buffer.concat([mp4.subarray(0, 24), Buffer.alloc(2_000_000, box('free'))]),
  'a WebM element of 2^56 bytes': () =>
    Buffer.concat([
      webm.subarray(0, 20),
      Buffer.from([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]),
    ]),
  'a WebM of nothing but empty elements': () =>
    Buffer.concat([
      webm.subarray(0, 20),
      ...Array.from({ length: 200_000 }, () => Buffer.from([0xec, 0x80])),
    ]),
  'a WebM of nested segments': () => {
    let body: Buffer = Buffer.alloc(1);
    for (let n = 0; n < 300; n++) body = element([0x18, 0x53, 0x80, 0x67], body);
    return Buffer.concat([webm.subarray(0, 20), body]);
  },
  'a WebM of zeros': () => Buffer.concat([webm.subarray(0, 20), Buffer.alloc(100_000)]),
  'JSON of 100,000 levels': () => text(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  'JSON of 100,000 levels in objects': () => text('{"a":'.repeat(100_000)),
  'JSON that does not end': () => text(GRAPH.slice(0, -40)),
  'a string that does not end': () => text(`{"prompt":"${'\\'.repeat(90_001)}`),
  'a graph that leads to itself': () => text(circle(1)),
  'a circle of 4,000 steps': () => text(circle(4000)),
  'a graph where everything leads everywhere': () => text(everyone(2000)),
  'a graph of arrays and nulls': () =>
    text('{"1":null,"2":[],"3":{"class_type":5},"4":{"class_type":"KSampler","inputs":[]}}'),
  'a graph named like the bones of objects': () =>
    text(
      '{"__proto__":{"class_type":"KSampler","inputs":{"positive":["constructor",0]}},"a":{"class_type":"x","inputs":{"prompt":"words","__proto__":{"steps":1}}}}',
    ),
  'a workflow whose links lead nowhere': () =>
    text(
      '{"nodes":[{"id":1,"type":"KSampler","inputs":[{"name":"positive","link":5}]}],"links":[[5,99,0,1,0],null,7]}',
      'workflow',
    ),
  'parameters of a million commas': () => text(`a\nSteps: 1, ${'A: ,'.repeat(400_000)}`, 'parameters'),
  'parameters of spaces and quotes': () =>
    text(`a\nSteps: 1, B: ${' '.repeat(100_000)}"${'\\'.repeat(100_000)}`, 'parameters'),
  'a prompt of 3 MB': () =>
    text(JSON.stringify({ positive_prompt: 'я'.repeat(1_500_000), app_version: '1' }), 'invokeai_metadata'),
  'half a sign at the end of the words': () =>
    text(JSON.stringify({ prompt: `${'a'.repeat(PROMPT_MAX_CHARS - 1)}😀😀` }), 'raskadr'),
};

describe('damaged files are survived', () => {
  test('V123: there are more than 40 of them', () => {
    expect(Object.keys(DAMAGED).length).toBeGreaterThanOrEqual(40);
  });

  test.for(Object.entries(DAMAGED))('V123: %s', async ([, build]) => {
    await survives(build());
  });

  test('V123: a packed bomb says nothing, and is not unpacked beyond the limit', async () => {
    expect(await survives(bomb('zTXt'))).toBeUndefined();
  });

  test('V124: what a document could not hold is left out', async () => {
    const found = await survives(
      text(
        JSON.stringify({
          prompt: 'a\u0000b\ud800',
          seed: 'x'.repeat(50),
          params: { x: { y: 1 }, z: null, ok: 1 },
        }),
        'raskadr',
      ),
    );
    expect(found).toMatchObject({ prompt: 'ab\ufffd', seed: null, params: { ok: 1 } });
    expect(Object.keys(found?.params ?? {})).toEqual(['ok']);
  });

  test('V123: bytes that are changed at random, in every layout', async () => {
    let state = 20_261_122;
    const dice = (sides: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * sides);
    };
    for (let round = 0; round < 3000; round++) {
      const { file, sidecar } = LAYOUTS[dice(LAYOUTS.length)] ?? { file: png };
      const other = Buffer.from(sidecar !== undefined && dice(2) ? sidecar : file);
      for (let n = 1 + dice(12); n > 0; n--) other[dice(other.length)] = dice(3) ? dice(256) : dice(2) * 255;
      const cut = dice(4) ? other : other.subarray(0, dice(other.length));
      await survives(cut);
      recogniseSidecar(cut.toString());
    }
  }, 60_000);
});
