import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { takeFrame } from '#runner/frame.ts';
import { framesToTry } from '#runner/media/frame-times.ts';
import type { FrameMoment } from '#shared/jobs/frame-work.ts';

const run = promisify(execFile);
const FPS = 24;
const STEP = 4;

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-frame-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A film of which every frame is a little lighter than the one before it: a picture tells which it is. */
async function aScale(folder: string, { name = 'film.mp4', frames = 48, args = [] as string[] } = {}) {
  const path = join(folder, name);
  const lavfi = `nullsrc=size=320x180:rate=${FPS},format=yuv420p,geq=lum='16+N*${STEP}':cb=128:cr=128,trim=end_frame=${frames}`;
  await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', lavfi, ...args, path]);
  return path;
}

async function numberOf(picture: string): Promise<number> {
  const { channels } = await sharp(picture).stats();
  return Math.round((((channels[0]?.mean ?? 0) / 255) * 219) / STEP);
}

async function taken(path: string, at: FrameMoment) {
  const output = join(await aFolder(), 'frame.png');
  const one = await takeFrame(path, { at, output, signal: new AbortController().signal });
  return one.how === 'made' ? await numberOf(one.made.path) : one.how;
}

test.each([
  ['H.264 with frames that lean on later ones', 'film.mp4', ['-c:v', 'libx264', '-bf', '3', '-g', '48']],
  ['VP9', 'film.webm', ['-c:v', 'libvpx-vp9', '-cpu-used', '8', '-deadline', 'realtime']],
])(
  'V150: the frame is exactly the one that is meant: %s',
  async (_, name, args) => {
    const path = await aScale(await aFolder(), { name, args });
    expect(await taken(path, 'last')).toBe(47);
    expect(await taken(path, 0)).toBe(0);
    // What a page says: the beginning of a frame, rounded down or up to a millisecond.
    for (const frame of [1, 7, 23, 46]) {
      expect(await taken(path, Math.round((frame * 1000) / FPS))).toBe(frame);
      expect(await taken(path, Math.round(((frame + 0.6) * 1000) / FPS))).toBe(frame);
    }
    expect(await taken(path, 100_000)).toBe(47);
  },
  60_000,
);

test('V150: in a film of uneven pace the frame that is on the screen is taken', async () => {
  // Frames 0, 1, 2, then every twelfth.
  const args = ['-vf', "select='lt(n,3)+not(mod(n,12))'", '-fps_mode', 'vfr', '-c:v', 'libx264'];
  const path = await aScale(await aFolder(), { args });
  expect(await taken(path, 400)).toBe(2);
  expect(await taken(path, 510)).toBe(12);
  expect(await taken(path, 990)).toBe(12);
  expect(await taken(path, 'last')).toBe(36);
}, 60_000);

test('V150: a film that begins late, and one with sound that is longer than its picture', async () => {
  const folder = await aFolder();
  const sound = ['-f', 'lavfi', '-i', 'sine=duration=6', '-map', '0:v', '-map', '1:a', '-c:a', 'aac'];
  const source = await aScale(folder, { args: [...sound, '-c:v', 'libx264'] });
  const late = join(folder, 'late.mp4');
  await run('ffmpeg', ['-v', 'error', '-y', '-i', source, '-c', 'copy', '-output_ts_offset', '5', late]);
  expect(await taken(source, 'last')).toBe(47);
  expect(await taken(late, 'last')).toBe(47);
}, 60_000);

test('V151: a film that breaks off gives the last frame that can be seen', async () => {
  const args = ['-c:v', 'libx264', '-g', '12', '-movflags', '+faststart', '-x264-params', 'bframes=0'];
  const path = await aScale(await aFolder(), { args });
  const { length } = await readFile(path);
  await truncate(path, length - 200);
  const last = await taken(path, 'last');
  expect(last).toBeGreaterThan(20);
  expect(last).toBeLessThan(48);
}, 60_000);

test('V151: what is no film, or holds no picture, is said to be unreadable', async () => {
  const folder = await aFolder();
  const words = join(folder, 'words.mp4');
  await writeFile(words, 'это не видео'.repeat(100));
  expect(await taken(words, 'last')).toBe('unreadable');
  const sound = join(folder, 'sound.m4a');
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=1', '-c:a', 'aac', sound]);
  expect(await taken(sound, 'last')).toBe('unreadable');
  const path = await aScale(folder, { frames: 1 });
  expect(await taken(path, 'last')).toBe(0);
}, 60_000);

describe('framesToTry', () => {
  const times = [0, 0.04, 0.08, 0.12];
  test('a moment has one frame: the one that is seen then', () => {
    expect(framesToTry(times, 0)).toEqual([0]);
    expect(framesToTry(times, 79)).toEqual([0.08]);
    expect(framesToTry(times, 78)).toEqual([0.04]);
    expect(framesToTry(times, 9999)).toEqual([0.12]);
    expect(framesToTry([0.5, 0.6], 100)).toEqual([0.5]);
    expect(framesToTry([], 'last')).toEqual([]);
  });
  test('the last frame may have to be one of those before it', () => {
    expect(framesToTry(times, 'last')).toEqual([0.12, 0.08, 0.04, 0]);
  });
});
