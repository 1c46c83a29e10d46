import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Made } from '#runner/adapters/adapter.ts';
import { seenBy, seenByError } from '#runner/media/seen.ts';
import { sniffFile } from '#runner/sniff-file.ts';
import type { RenditionName } from '#shared/assets/asset-record.ts';
import { decodePeaks } from '#shared/media/peaks.ts';
import { blackPng, noise } from '../hostile-files/bytes.ts';
import { lookAt } from './look-at.ts';

const run = promisify(execFile);
afterEach(() => void vi.unstubAllEnvs());

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-forms-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function aFilm(folder: string, args: string[], name = 'film.mp4'): Promise<string> {
  const path = join(folder, name);
  const fast = name.endsWith('.mp4') && !args[0]?.startsWith('sine') ? ['-preset', 'ultrafast'] : [];
  await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', ...args, ...fast, path]);
  return path;
}

/** The look at one file: its facts, its forms by name, and how it ended. */
async function seenIn(
  path: string,
  { type, ...look }: { type?: string; names?: RenditionName[]; attempt?: number } = {},
) {
  const folder = await aFolder();
  const outcome = await lookAt(path, { type: type ?? (await sniffFile(path))?.type ?? '', folder, ...look });
  if (outcome.says !== 'complete') throw new Error(JSON.stringify(outcome));
  const forms: Record<string, Made | undefined> = Object.fromEntries(
    outcome.made.map((made) => [made.rendition, made]),
  );
  return { facts: outcome.body.facts, forms };
}

/** Three broad stripes and a dark corner. */
async function aPainting(path: string, width = 1920, height = 1080): Promise<string> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 192 108">
    <rect width="192" height="60" fill="#d04020"/><rect y="60" width="192" height="30" fill="#2050c0"/>
    <rect y="90" width="192" height="18" fill="#f0e0b0"/><circle cx="40" cy="30" r="24" fill="#101010"/></svg>`;
  await sharp(Buffer.from(svg)).toFile(path);
  return path;
}

/** By how much the three parts of two colours differ together. */
function far(one: string, other: string): number {
  const parts = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const others = parts(other);
  return parts(one).reduce((sum, part, at) => sum + Math.abs(part - (others[at] ?? 0)), 0);
}

const differing = (a = '', b = '') =>
  (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll('0', '').length;

test('M20: a picture gets three forms and what is seen in it; none is larger than the picture', async () => {
  const folder = await aFolder();
  const { facts, forms } = await seenIn(await aPainting(join(folder, 'a.png')));
  expect(facts).toMatchObject({ width: 1920, height: 1080, durationMs: null, fault: null });
  const sizes = Object.entries(forms).map(([name, made]) => [name, made?.type, made?.width, made?.height]);
  expect(sizes).toEqual([
    ['w320', 'image/webp', 320, 180],
    ['w640', 'image/webp', 640, 360],
    ['w1600', 'image/webp', 1600, 900],
  ]);
  for (const [name, made] of Object.entries(forms)) {
    const { format, width } = await sharp(made?.path).metadata();
    expect([format, width]).toEqual(['webp', Number(name.slice(1))]);
  }
  const small = await seenIn(await aPainting(join(folder, 'small.png'), 96, 54));
  expect(Object.values(small.forms).map((made) => made?.width)).toEqual([96, 96, 96]);
});

test('M20: a picture that was turned by its camera stands upright and carries nothing along', async () => {
  const path = join(await aFolder(), 'turned.jpg');
  const pixels = noise(400 * 200 * 3);
  await sharp(pixels, { raw: { width: 400, height: 200, channels: 3 } })
    .withExif({ IFD0: { Copyright: 'somebody' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toFile(path);
  const { facts, forms } = await seenIn(path);
  expect(facts).toMatchObject({ width: 200, height: 400 });
  const metadata = await sharp(forms.w640?.path).metadata();
  expect([metadata.width, metadata.height, metadata.exif, metadata.orientation]).toEqual([
    200,
    400,
    undefined,
    undefined,
  ]);
});

test('M27: colours are those that most of it is painted with, the most first', async () => {
  const folder = await aFolder();
  const { facts } = await seenIn(await aPainting(join(folder, 'a.png')));
  const [first = '', second = ''] = facts?.colours ?? [];
  expect(far(first, '#d04020')).toBeLessThan(16);
  expect(far(second, '#2050c0')).toBeLessThan(16);
  expect(facts?.colours.length).toBeLessThanOrEqual(5);
  const clear = join(folder, 'clear.png');
  const background = { r: 255, g: 0, b: 0, alpha: 0 };
  await sharp({ create: { width: 64, height: 64, channels: 4, background } })
    .png()
    .toFile(clear);
  expect((await seenIn(clear)).facts).toMatchObject({ colours: [], fault: null });
});

test('M27: a picture made smaller or encoded anew is like itself, and not like another', async () => {
  const folder = await aFolder();
  const path = await aPainting(join(folder, 'a.png'));
  const original = (await seenIn(path)).facts?.likeness;
  expect(original).toMatch(/^[0-9a-f]{16}$/);
  const others = [
    sharp(path).jpeg({ quality: 40 }),
    sharp(path).resize(300).webp({ quality: 50 }),
    sharp(path).resize(1000).avif({ quality: 40 }),
    sharp(path).modulate({ brightness: 1.1 }).png(),
  ];
  for (const [place, other] of others.entries()) {
    const again = join(folder, `again-${place}`);
    await other.toFile(again);
    expect(
      differing((await seenIn(again)).facts?.likeness ?? '', original ?? ''),
      String(place),
    ).toBeLessThanOrEqual(6);
  }
  const mirrored = join(folder, 'mirrored.png');
  await sharp(path).flop().toFile(mirrored);
  expect(differing((await seenIn(mirrored)).facts?.likeness ?? '', original ?? '')).toBeGreaterThan(8);
});

test('M21: an 8K picture passes; what is larger, broken off or no picture is a fact of the file', async () => {
  const folder = await aFolder();
  const write = async (name: string, bytes: Buffer) => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };
  expect((await seenIn(await write('8k', blackPng(7680, 4320)))).facts).toMatchObject({
    width: 7680,
    fault: null,
  });
  const large = await seenIn(await write('30000', blackPng(30_000, 30_000)));
  expect(large).toEqual({
    forms: {},
    facts: { ...NOTHING, fault: { code: 'content_too_many_pixels', megapixels: 67 } },
  });
  const png = await readFile(await aPainting(join(folder, 'a.png')));
  const broken = await seenIn(await write('broken', png.subarray(0, 3000)));
  expect(broken.facts).toEqual({ ...NOTHING, fault: { code: 'content_unreadable' } });
  const lie = await seenIn(await write('lie', png), { type: 'video/mp4' });
  expect(lie.facts?.fault).toEqual({ code: 'content_unreadable' });
});

const NOTHING = { width: null, height: null, durationMs: null, colours: [], likeness: null };

test('M20: a film gets a poster that is not its black beginning, its size as shown and its length', async () => {
  const folder = await aFolder();
  const path = await aFilm(folder, [
    'color=red:s=640x360:d=3:r=25,fade=in:st=0:d=0.5',
    '-pix_fmt',
    'yuv420p',
  ]);
  const { facts, forms } = await seenIn(path);
  expect(facts).toMatchObject({ width: 640, height: 360, durationMs: 3000, fault: null });
  expect(facts?.colours[0]).toMatch(/^#(f|e)[0-9a-f]0/);
  expect(Object.keys(forms)).toEqual(['poster', 'w320', 'w640', 'w1600']);
  const turned = join(folder, 'turned.mp4');
  await run('ffmpeg', ['-v', 'error', '-display_rotation', '90', '-i', path, '-c', 'copy', turned]).catch(
    () => run('ffmpeg', ['-v', 'error', '-i', path, '-c', 'copy', '-metadata:s:v', 'rotate=90', turned]),
  );
  const upright = await seenIn(turned);
  expect(upright.facts).toMatchObject({ width: 360, height: 640 });
  expect(upright.forms.w320).toMatchObject({ width: 320, height: 569 });
});

test('M22: a proxy is small, without sound, with near key frames, its index at the front', async () => {
  const folder = await aFolder();
  const path = await aFilm(folder, [
    ...['testsrc2=s=1280x720:r=60:d=2', '-f', 'lavfi', '-i', 'sine=d=2', '-shortest', '-pix_fmt', 'yuv420p'],
  ]);
  const { facts, forms } = await seenIn(path, { names: ['proxy'] });
  expect(facts).toBeUndefined();
  expect(forms.proxy).toMatchObject({ kind: 'video', type: 'video/mp4', width: 854, height: 480 });
  const made = forms.proxy?.path ?? '';
  const entries = 'stream=codec_name,codec_type,pix_fmt,color_space,r_frame_rate,width:frame=key_frame';
  const { stdout } = await run('ffprobe', [
    '-v',
    'error',
    '-of',
    'json',
    '-show_frames',
    '-show_entries',
    entries,
    made,
  ]);
  const { streams, frames } = JSON.parse(stdout);
  expect(streams).toMatchObject([
    { codec_name: 'h264', pix_fmt: 'yuv420p', color_space: 'bt709', r_frame_rate: '30/1', width: 854 },
  ]);
  const keys = frames.flatMap(({ key_frame: isKey }: { key_frame: number }, at: number) =>
    isKey ? [at] : [],
  );
  expect([frames.length, keys.slice(0, 3)]).toEqual([60, [0, 24, 48]]);
  const bytes = await readFile(made);
  expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  const tall = await aFilm(folder, ['testsrc2=s=720x1280:d=1', '-pix_fmt', 'yuv420p'], 'tall.mp4');
  expect((await seenIn(tall, { names: ['proxy'] })).forms.proxy).toMatchObject({ width: 480, height: 854 });
}, 60_000);

test('M21: a film with nothing but sound has a length, nothing to show and no fault', async () => {
  const path = await aFilm(await aFolder(), ['sine=d=2'], 'sound.mp4');
  const { facts, forms } = await seenIn(path, { type: 'video/mp4' });
  expect(forms).toEqual({});
  expect(facts?.fault).toBeNull();
  expect(facts?.durationMs).toBeGreaterThan(1900);
  expect((await seenIn(path, { type: 'video/mp4', names: ['proxy'] })).forms).toEqual({});
});

test('M28: the outline of a sound follows its loudness, whatever its head says of its length', async () => {
  const folder = await aFolder();
  const path = await aFilm(folder, ["aevalsrc='sin(2*PI*300*t)*gte(t,1)*0.5':d=2:s=16000"], 'sound.wav');
  const { facts, forms } = await seenIn(path);
  expect(facts).toMatchObject({ durationMs: 2000, width: null, fault: null });
  const peaks = decodePeaks(await readFile(forms.peaks?.path ?? ''));
  const columns = peaks?.max.length ?? 0;
  expect(columns).toBeGreaterThan(900);
  expect(columns).toBeLessThanOrEqual(2000);
  expect(peaks?.durationMs).toBe(2000);
  const half = Math.ceil(columns / 2);
  expect([...(peaks?.max.subarray(0, half - 10) ?? [])].every((value) => value === 0)).toBe(true);
  expect(Math.max(...(peaks?.max.subarray(half) ?? []))).toBeGreaterThan(60);
  expect(Math.min(...(peaks?.min.subarray(half) ?? []))).toBeLessThan(-60);
  // A head of before the sound was cut: it says two seconds.
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, bytes.length / 2));
  expect((await seenIn(path)).facts?.durationMs).toBeCloseTo(1000, -2);
});

test('M21 M25: without ffmpeg pictures get their forms, and a film is tried again rather than blamed', async () => {
  const folder = await aFolder();
  const film = await aFilm(folder, ['testsrc2=s=64x64:d=1', '-pix_fmt', 'yuv420p']);
  const picture = await aPainting(join(folder, 'a.png'), 200, 100);
  vi.stubEnv('PATH', '/nowhere');
  expect(Object.keys((await seenIn(picture)).forms)).toEqual(['w320', 'w640', 'w1600']);
  const outcome = await lookAt(film, { type: 'video/mp4', folder: join(folder, 'work') });
  expect(outcome).toMatchObject({
    says: 'fail',
    body: { sent: 'no', retry: 'retry', fault: { code: 'tool_missing', tool: 'ffprobe' } },
  });
});

test.each(['ENOSPC', 'EDQUOT'])('M21: a disk that is full (%s) is not the fault of the file', (code) => {
  const full = Object.assign(new Error(`${code}: no space left on device`), { code });
  expect(seenByError(full)).toEqual({ kind: 'again', fault: { code: 'disk_full' } });
  expect(seenBy('ffmpeg', { how: 'no_room' }, { attempt: 3 })).toMatchObject({ kind: 'again' });
});

test('M21: who is late once is tried again, and twice is too heavy', () => {
  expect(seenBy('ffmpeg', { how: 'late' }, { attempt: 1 })).toMatchObject({ kind: 'again' });
  expect(seenBy('ffmpeg', { how: 'late' }, { attempt: 2 })).toMatchObject({
    facts: { fault: { code: 'content_too_heavy' } },
  });
});

test('a look that is called off is given back', async () => {
  const folder = await aFolder();
  const film = await aFilm(folder, ['testsrc2=s=640x360:d=20', '-pix_fmt', 'yuv420p']);
  const stop = new AbortController();
  const outcome = lookAt(film, {
    type: 'video/mp4',
    folder: join(folder, 'work'),
    names: ['proxy'],
    stopped: stop.signal,
    onProgress: (share) => share > 0 && stop.abort(),
  });
  expect(await outcome).toEqual({ says: 'release' });
});
