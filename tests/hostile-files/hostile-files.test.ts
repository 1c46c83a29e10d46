import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFile } from '#runner/ffmpeg.ts';
import { openPicture } from '#runner/media/pictures.ts';
import { probeStreams } from '#runner/media/probe.ts';
import type { Outcome } from '#runner/outcome.ts';
import { sniff } from '#shared/media/sniff.ts';
import { TrapServer } from '../fakes/trap.ts';
import { lookAt } from '../runner/look-at.ts';
import { bombs } from './bombs.ts';
import { damaged, mistaken, polyglots } from './damaged.ts';
import { disguised, texts } from './disguised.ts';
import { type GoodFile, goodFiles } from './good-files.ts';
import { CANARY, type HostileFile, type Targets } from './hostile-file.ts';

const EACH_WITHIN_MS = 25_000;
const MEMORY_MAX_BYTES = 1.5 * 1024 ** 3;
const AT_ONCE = 2;
const MAKE_PIPE = 'mkfifo';

type Verdict = 'refused at the door' | 'fault' | 'forms' | 'facts only';
type Family = { files: number; slowestMs: number } & Record<Verdict, number>;

let folder: string;
let trap: TrapServer;
let targets: Targets;
let good: GoodFile[];
const families = new Map<string, Family>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raskadr-hostile-'));
  trap = await TrapServer.start();
  const outside = join(folder, 'outside');
  await mkdir(outside);
  good = await goodFiles(outside);
  const canary = {
    text: join(outside, 'canary.txt'),
    film: join(outside, 'film.mp4'),
    picture: join(outside, 'canary.png'),
  };
  await writeFile(canary.text, CANARY);
  await sharp({ create: { width: 8, height: 8, channels: 3, background: '#ff00ff' } })
    .png()
    .toFile(canary.picture);
  const pipe = join(outside, 'pipe.ts');
  execFileSync(MAKE_PIPE, [pipe]);
  targets = { canary, pipe, trap: `http://127.0.0.1:${trap.port}` };
}, 60_000);

afterAll(async () => {
  console.table(Object.fromEntries(families));
  const count = [...families.values()].reduce((sum, { files }) => sum + files, 0);
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${count} hostile files; ${trap.connections} connections to the trap; peak of this process ${peakMb} MB`,
  );
  await trap[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Whoever had opened the pipe to read it would wait there for us. */
function isPipeOpened(): boolean {
  try {
    closeSync(openSync(targets.pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
}

async function judge(family: string, files: HostileFile[]): Promise<void> {
  const count: Family = {
    files: 0,
    slowestMs: 0,
    'refused at the door': 0,
    fault: 0,
    forms: 0,
    'facts only': 0,
  };
  families.set(family, count);
  const waiting = files.map((file, place) => ({ ...file, place }));
  const line = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const startedAtMs = performance.now();
      const verdict = await judgeOne(join(folder, family, String(file.place)), file);
      const tookMs = Math.round(performance.now() - startedAtMs);
      count.files++;
      count[verdict]++;
      count.slowestMs = Math.max(count.slowestMs, tookMs);
      expect(tookMs, file.name).toBeLessThan(EACH_WITHIN_MS);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  expect(trap.connections).toBe(0);
  expect(isPipeOpened()).toBe(false);
  expect(process.resourceUsage().maxRSS * 1024).toBeLessThan(MEMORY_MAX_BYTES);
}

/** The door first, then the work of a runner, as if whoever brought it had said what it claims to be. */
async function judgeOne(own: string, file: HostileFile): Promise<Verdict> {
  await mkdir(own, { recursive: true });
  const path = join(own, 'came');
  await writeFile(path, file.bytes);
  const sniffed = sniff(file.bytes.subarray(0, 4096));
  const outcomes = [await lookAt(path, { type: file.claims, folder: join(own, 'work') })];
  if (file.claims.startsWith('video/'))
    outcomes.push(await lookAt(path, { type: file.claims, folder: join(own, 'proxy'), names: ['proxy'] }));
  for (const outcome of outcomes) await expectHarmless(outcome, file);
  for (const name of ['work', 'proxy']) await expectTidy(join(own, name));
  await rm(own, { recursive: true });
  const [first] = outcomes;
  if (first?.says !== 'complete') throw new Error(`${file.name}: ${first?.says}`);
  if (!file.isReadable) expect(first.body.facts?.fault, file.name).not.toBeNull();
  if (!sniffed) return 'refused at the door';
  if (first.body.facts?.fault) return 'fault';
  return first.made.length > 0 ? 'forms' : 'facts only';
}

async function expectHarmless(outcome: Outcome, { name }: HostileFile): Promise<void> {
  expect(outcome, name).toMatchObject({ says: 'complete' });
  if (outcome.says !== 'complete') return;
  expect(JSON.stringify(outcome.body), name).not.toContain(CANARY);
  expect(JSON.stringify(outcome.body), name).not.toContain(folder);
  for (const { path } of outcome.made) {
    const bytes = await readFile(path);
    expect(bytes.includes(CANARY), name).toBe(false);
    expect(bytes.length, name).toBeLessThan(5_000_000);
  }
}

/** Nothing half is left where it worked. */
async function expectTidy(own: string): Promise<void> {
  const names = await readdir(own).catch(() => []);
  expect(names.filter((name) => !/^(source|still\.png|proxy\.mp4|peaks|\w+\.webp)$/.test(name))).toEqual([]);
}

describe('M23: whatever a file is, it is answered in time and reaches nothing outside', () => {
  const limit = 300_000;
  test(
    'playlists, manifests, drawings and pages that are called films, pictures and sounds',
    async () => {
      await judge('disguised', disguised(targets));
    },
    limit,
  );
  test(
    'bombs and heads that lie',
    async () => {
      await judge('bombs', bombs(good));
    },
    limit,
  );
  test(
    'files that were broken off or have a hole',
    async () => {
      await judge('damaged', damaged(good));
    },
    limit,
  );
  test(
    'files that are nothing, or not what they are called',
    async () => {
      await judge('mistaken', mistaken(good));
    },
    limit,
  );
  test(
    'files that are something else besides',
    async () => {
      await judge('polyglots', await polyglots(good));
      expect(families.get('polyglots')).toMatchObject({ forms: 13 });
    },
    limit,
  );
});

test('M23: past the door too, ffmpeg opens nothing that a text names, by whatever demuxer it is read', async () => {
  const own = join(folder, 'past-the-door');
  await mkdir(own);
  const path = join(own, 'source');
  const signal = new AbortController().signal;
  const demuxers = ['mov', 'matroska', 'wav', 'mp3', 'png_pipe'];
  for (const [place, [name, content]] of texts(targets).entries()) {
    await writeFile(path, content);
    const demuxer = demuxers[place % demuxers.length] ?? 'mov';
    const sniffed = { type: 'video/mp4', kind: 'video', demuxer } as const;
    const probed = await probeStreams(path, { sniffed, signal });
    if (probed.how === 'done') expect(probed.streams.picture, name).toBeNull();
    const output = join(own, 'out.png');
    const args = ['-frames:v', '1', '-f', 'image2', '-c:v', 'png', '-update', '1'];
    const inputs = [{ path, demuxer }];
    const ran = await makeFile({ inputs, args, output, signal, withinMs: 10_000, maxBytes: 1_000_000 });
    expect(ran.how, name).toBe('failed');
    await expect(
      openPicture(path).then((picture) => picture.stats()),
      name,
    ).rejects.toThrow();
  }
  expect(await readdir(own)).toEqual(['source']);
  expect([trap.connections, isPipeOpened()]).toEqual([0, false]);
}, 120_000);

test('M24: a name is only a name', async () => {
  const own = join(folder, 'names');
  await mkdir(own);
  const png = good.find(({ name }) => name === 'picture.png')?.bytes ?? Buffer.alloc(0);
  const names = [
    ...['-i', '--help', '%03d.png', '%(x)s', '*.png', 'a\nb.png', "a'b.png", 'a"b.png', '$(id).png', '|cat'],
    ...['concat:a|b.png', 'http:evil.png', 'data:x.png', 'subfile,,start,0,end,9,,:x', 'pipe:0', 'a b.png'],
    ...[
      '\u202egnp.exe',
      'к'.repeat(120),
      '..png',
      '\u0000x'.slice(1),
      'file:x.png',
      '~root',
      'NUL',
      '[n].png',
    ],
  ];
  const signal = new AbortController().signal;
  const sniffed = { type: 'image/png', kind: 'image', demuxer: 'png_pipe' } as const;
  for (const name of names) {
    const path = join(own, name);
    await writeFile(path, png);
    expect(await probeStreams(path, { sniffed, signal }), name).toMatchObject({
      how: 'done',
      streams: { picture: { width: 96, height: 64 } },
    });
    expect((await (await openPicture(path)).metadata()).width, name).toBe(96);
  }
});
