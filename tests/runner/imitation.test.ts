import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import type { Answer, Assignment } from '#runner/adapters/adapter.ts';
import { imitation } from '#runner/adapters/imitation/adapter.ts';
import { Lettering } from '#runner/adapters/imitation/lettering.ts';
import { drawLabel, drawPicture, sizeOf } from '#runner/adapters/imitation/picture.ts';
import { probe } from '#runner/ffmpeg.ts';
import { sniffFile } from '#runner/sniff-file.ts';
import type { Purpose } from '#shared/catalogue/model.ts';
import { anAssignment } from './an-assignment.ts';

async function assigned(
  purpose: Purpose,
  { text = 'Кит у берега', params = {} }: { text?: string; params?: Record<string, unknown> } = {},
): Promise<Assignment> {
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-imitation-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return anAssignment({ folder, model: { purpose }, work: { text, params } });
}

async function made(assignment: Assignment): Promise<Extract<Answer, { kind: 'done' }>> {
  const answer = await imitation.run(assignment);
  if (answer.kind !== 'done') throw new Error(JSON.stringify(answer));
  return answer;
}

async function hashOf(assignment: Assignment): Promise<string> {
  const { files } = await made(assignment);
  return createHash('sha256')
    .update(await readFile(files[0]?.path ?? ''))
    .digest('hex');
}

test('a picture follows from its prompt and its seed, and from nothing else', async () => {
  const [first, same, seed, prompt] = await Promise.all([
    assigned('image', { params: { seed: 1 } }).then(hashOf),
    assigned('image', { params: { seed: 1 } }).then(hashOf),
    assigned('image', { params: { seed: 2 } }).then(hashOf),
    assigned('image', { params: { seed: 1 }, text: 'Кит у моря' }).then(hashOf),
  ]);
  expect(first).toBe(same);
  expect(new Set([first, seed, prompt]).size).toBe(3);
});

test('pictures have the size of their aspect, and as many come as were asked for', async () => {
  const { files } = await made(await assigned('image', { params: { aspect: '9:16', count: 3 } }));
  expect(files.map(({ width, height }) => [width, height])).toEqual([
    [720, 1280],
    [720, 1280],
    [720, 1280],
  ]);
  const { width, height } = await sharp(files[2]?.path).metadata();
  expect([width, height]).toEqual([720, 1280]);
  expect(sizeOf('nonsense')).toEqual({ width: 1280, height: 720 });
  expect((await made(await assigned('image', { params: { count: 99 } }))).files).toHaveLength(4);
});

test('the prompt is drawn in any letters without a font of the machine, and cannot break out of the picture', async () => {
  const lettering = await Lettering.load();
  const size = sizeOf('16:9');
  const svg = drawPicture(lettering, { prompt: '</svg><script>ёЁ №5 日本 "&', seed: '1', size });
  expect(svg).not.toMatch(/<script|<text|日/);
  const plain = await sharp(Buffer.from(drawPicture(lettering, { prompt: '', seed: '1', size })))
    .raw()
    .toBuffer();
  const drawn = await sharp(Buffer.from(svg)).raw().toBuffer();
  expect(drawn.equals(plain)).toBe(false);
  expect(lettering.wrap('слово '.repeat(500), { width: 600, size: 40, lines: 4 })).toHaveLength(4);
  expect(lettering.widthOf('Ж', 100)).toBeGreaterThan(lettering.widthOf('г', 100));
});

test('a film is exactly as long as it was asked to be, in a form that plays everywhere', async () => {
  const assignment = await assigned('video', { params: { seconds: 2 } });
  const { files } = await made(assignment);
  const path = files[0]?.path ?? '';
  const sniffed = await sniffFile(path);
  if (!sniffed) throw new Error('not media');
  expect(sniffed).toEqual({ type: 'video/mp4', kind: 'video', demuxer: 'mov' });
  const facts = await probe(path, { sniffed, signal: assignment.signal });
  expect(facts).toEqual({ ok: true, value: { width: 1280, height: 720, durationMs: 2000 } });
  const bytes = await readFile(path);
  expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
});

test('speech lasts as long as its text, and a text says what it is', async () => {
  const short = await made(await assigned('speech', { text: 'Раз.' }));
  const long = await made(await assigned('speech', { text: 'Раз, два, три. '.repeat(10) }));
  expect(short.files[0]?.durationMs).toBe(600);
  expect(long.files[0]?.durationMs).toBe(10_000);
  const first = await made(await assigned('text'));
  expect(first.text).toMatch(/^\[Имитация\].*Кит у берега/);
  expect((await made(await assigned('text'))).text).toBe(first.text);
  expect((await made(await assigned('transcription'))).text).toContain('Имитация');
});

test.each([
  ['busy', 'provider_busy', 'retry'],
  ['no_money', 'provider_no_money', 'never'],
  ['refused', 'provider_refused_content', 'never'],
  ['fails', 'provider_failed', 'retry'],
  ['garbled', 'provider_garbled', 'never'],
])('the trouble «%s» is honoured, and costs nothing', async (trouble, code, retry) => {
  const answer = await imitation.run(await assigned('image', { params: { trouble } }));
  expect(answer).toMatchObject({ kind: 'failed', sent: 'yes', actual: 0, retry, fault: { code } });
});

test('slow work tells how far it is, and can be broken off', async () => {
  const controller = new AbortController();
  const told: (number | null | undefined)[] = [];
  const assignment = await assigned('image', { params: { slownessS: 60 } });
  let nowMs = 0;
  assignment.clock = {
    nowMs: () => nowMs,
    wait: async (ms) => {
      nowMs += ms;
      if (nowMs >= 30_000) controller.abort();
    },
  };
  assignment.signal = controller.signal;
  assignment.progress = { at: (_stage, share) => void told.push(share), line: () => {} };
  await expect(imitation.run(assignment)).rejects.toThrow();
  expect(told.at(-1)).toBeCloseTo(0.5, 1);
});

test('the label is seen whole in a card of any shape of film, on a picture and on what moves', async () => {
  const lettering = await Lettering.load();
  for (const aspect of ['9:16', '1:1', '4:3', '16:9', '21:9', '2.39:1'])
    for (const card of [9 / 16, 1, 4 / 3, 16 / 9, 2.39]) {
      const size = sizeOf(aspect);
      const shown = {
        width: Math.min(size.width, size.height * card),
        height: Math.min(size.height, size.width / card),
      };
      const pictures = [
        drawPicture(lettering, { prompt: 'Кит', seed: '1', size }),
        drawLabel(lettering, size),
      ];
      for (const picture of pictures) {
        const rect = /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx/.exec(picture);
        const [x = 0, y = 0, width = 0, height = 0] = (rect ?? []).slice(1).map(Number);
        const isWithin =
          x >= (size.width - shown.width) / 2 &&
          x + width <= (size.width + shown.width) / 2 &&
          y >= (size.height - shown.height) / 2 &&
          y + height <= (size.height + shown.height) / 2;
        expect([aspect, card, width > 0, isWithin]).toEqual([aspect, card, true, true]);
      }
    }
});
