import { describe, expect, test } from 'vitest';
import type { ByteSource } from '#shared/imports/byte-source.ts';
import { readPrompt } from '#shared/imports/read-prompt.ts';
import { GRAPH } from './comfy-graphs.ts';
import { aJpeg, anExif, anMp4WithComment, aPng, ascii, jpegExif } from './files-of-tools.ts';
import { LAYOUTS } from './layouts.ts';

function sourceOf(file: Buffer | string): ByteSource {
  const bytes = Buffer.from(file);
  return { sizeBytes: bytes.length, read: async (from, to) => bytes.subarray(from, to) };
}

describe('what files say of how they were made', () => {
  test.for(LAYOUTS)('V120: $name', async ({ file, sidecar, found }) => {
    const beside = sidecar === undefined ? undefined : sourceOf(sidecar);
    expect(await readPrompt(sourceOf(file), beside)).toMatchObject(found);
  });

  test('V121: what cameras and editors write is no prompt', async () => {
    for (const words of ['OLYMPUS DIGITAL CAMERA', 'Created with GIMP', 'Screenshot', 'кот'])
      expect(await readPrompt(sourceOf(aJpeg([jpegExif(anExif([ascii(0x010e, words)]))])))).toBeUndefined();
    expect(await readPrompt(sourceOf(aPng([])))).toBeUndefined();
    expect(await readPrompt(sourceOf('no picture at all'))).toBeUndefined();
  });

  test('V121: what stands in the file goes before what lies beside it', async () => {
    const file = aPng([{ type: 'tEXt', key: 'prompt', text: GRAPH }]);
    expect(await readPrompt(sourceOf(file), sourceOf('other words'))).toMatchObject({ tool: 'comfyui' });
  });

  test('V122: of a film of 3 GB a few kilobytes are read, wherever its words stand', async () => {
    const whole = anMp4WithComment(JSON.stringify({ prompt: GRAPH }));
    const mdat = whole.indexOf('mdat') - 4;
    const moov = whole.subarray(mdat + 3008);
    const gap = 3_000_000_000;
    const head = Buffer.concat([whole.subarray(0, mdat), Buffer.alloc(8)]);
    head.writeUInt32BE(gap, mdat);
    head.write('mdat', mdat + 4, 'latin1');
    let readBytes = 0;
    const source: ByteSource = {
      sizeBytes: mdat + gap + moov.length,
      read: async (from, to) => {
        readBytes += to - from;
        const bytes = Buffer.alloc(to - from);
        head.copy(bytes, 0, Math.min(from, head.length));
        const behind = mdat + gap;
        if (to > behind) moov.copy(bytes, Math.max(0, behind - from), Math.max(0, from - behind));
        return bytes;
      },
    };
    expect(await readPrompt(source)).toMatchObject({ tool: 'comfyui', prompt: 'Маяк на скале, гроза' });
    expect(readBytes).toBeLessThan(300_000);
  });

  test('V122: a file that cannot be read any more says nothing', async () => {
    const source = { sizeBytes: 1000, read: () => Promise.reject(new Error('gone')) };
    expect(await readPrompt(source)).toBeUndefined();
  });
});
