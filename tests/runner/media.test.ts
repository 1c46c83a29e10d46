import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { drawSpeech } from '#runner/adapters/imitation/sound.ts';
import { type FfmpegRun, probe, runFfmpeg } from '#runner/ffmpeg.ts';
import { confined, findConfinement } from '#runner/media/confinement.ts';
import { sniffFile } from '#runner/sniff-file.ts';
import { sniff } from '#shared/media/sniff.ts';
import { until } from '../chaos/wait.ts';

let wav: Buffer;
beforeAll(() => {
  wav = drawSpeech('Раз, два, три, четыре, пять.', 'anna').wav;
});

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-ffmpeg-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function aRun(folder: string, wanted: Partial<FfmpegRun>): FfmpegRun {
  return {
    inputs: [],
    args: ['-f', 'wav'],
    output: join(folder, 'out'),
    signal: new AbortController().signal,
    withinMs: 20_000,
    maxBytes: 10_000_000,
    ...wanted,
  };
}

test.each([
  ['a playlist', '#EXTM3U\n#EXTINF:1,\n/etc/hostname\n'],
  ['a list to join', "ffconcat version 1.0\nfile '/etc/hostname'\n"],
  ['a manifest', '<?xml version="1.0"?><MPD></MPD>'],
  ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['nothing', ''],
])('%s is no media', async (_what, content) => {
  expect(sniff(Buffer.from(content))).toBeUndefined();
});

test('a playlist behind the bytes of a film is read by the demuxer of films alone, and refused', async () => {
  const folder = await aFolder();
  const path = join(folder, 'film.mp4');
  await writeFile(join(folder, 'secret.wav'), wav);
  await writeFile(path, `#EXTM3U\n#EXTINF:1,\n${join(folder, 'secret.wav')}\n#EXT-X-ENDLIST\n`);
  const ran = await runFfmpeg(aRun(folder, { inputs: [{ path, demuxer: 'mov' }] }));
  expect(ran).toMatchObject({ ok: false, fault: { code: 'work_failed' } });
});

test('a name that looks like an address is only a name', async () => {
  const folder = await aFolder();
  const path = 'http://127.0.0.1:9/x.wav';
  const ran = await runFfmpeg(aRun(folder, { inputs: [{ path, demuxer: 'wav' }] }));
  expect(ran.ok).toBe(false);
});

test('a sound is probed, its progress told, and its copy is limited in bytes', async () => {
  const folder = await aFolder();
  const path = join(folder, 'in.wav');
  await writeFile(path, wav);
  const sniffed = await sniffFile(path);
  if (!sniffed) throw new Error('not media');
  const facts = await probe(path, { sniffed, signal: new AbortController().signal });
  expect(facts).toMatchObject({ ok: true, value: { width: null, durationMs: 1867 } });
  const shares: number[] = [];
  const inputs = [{ path, demuxer: 'wav' }];
  const ran = await runFfmpeg(
    aRun(folder, { inputs, durationMs: 1867, onProgress: (share) => shares.push(share) }),
  );
  expect(ran.ok).toBe(true);
  expect(shares.at(-1)).toBeGreaterThan(0.95);
  await runFfmpeg(aRun(folder, { inputs, maxBytes: 20_000 }));
  expect((await readFile(join(folder, 'out'))).length).toBeLessThan(40_000);
});

test('what takes too long, and what is called off, ends with its whole process group', async () => {
  const folder = await aFolder();
  const path = join(folder, 'in.wav');
  await writeFile(path, wav);
  const inputs = [{ path, demuxer: 'wav', options: ['-stream_loop', '-1'] }];
  const endless = { inputs, args: ['-f', 'null'], maxBytes: 1e15 };
  const late = await runFfmpeg(aRun(folder, { ...endless, withinMs: 300 }));
  expect(late).toMatchObject({ ok: false, fault: { reason: 'ffmpeg: timeout' } });
  const controller = new AbortController();
  const told: number[] = [];
  const running = runFfmpeg(
    aRun(folder, {
      ...endless,
      signal: controller.signal,
      durationMs: 1e9,
      onProgress: (share) => told.push(share),
    }),
  );
  await until('it runs', () => told.length > 0);
  controller.abort();
  expect(await running).toMatchObject({ ok: false, fault: { reason: 'ffmpeg: stopped' } });
});

test('M23: a program sees its inputs and one folder for what it makes, and has limits of everything', () => {
  const wanted = {
    ...{
      program: '/usr/bin/ffmpeg',
      args: ['-version'],
      inputs: ['/srv/job/a', '/srv/job/b'],
      outFolder: '/srv/job/out',
    },
    ...{ withinMs: 60_000, maxBytes: 1_000_000 },
  };
  const line = confined({ limits: '/usr/bin/prlimit', sandbox: '/usr/bin/bwrap' }, wanted).join(' ');
  expect(line).toMatch(
    /^\/usr\/bin\/prlimit --as=\d+ --cpu=\d+ --fsize=\d+ --nofile=\d+ --core=0 -- \/usr\/bin\/bwrap /,
  );
  expect(line).toContain('--unshare-all --die-with-parent --new-session --clearenv --cap-drop ALL');
  expect(line).toContain('--ro-bind /srv/job/a /in/0 --ro-bind /srv/job/b /in/1 --bind /srv/job/out /out');
  expect(line.match(/--bind /g)).toHaveLength(1);
  expect(line).not.toMatch(/bind(-try)? (\/|\/home|\/root|\/proc|\/srv) /);
  expect(line.endsWith('-- /usr/bin/ffmpeg -version')).toBe(true);
  const bare = confined({ limits: null, sandbox: null }, wanted);
  expect(bare).toEqual(['/usr/bin/ffmpeg', '-version']);
});

test('M23: the machine is asked once what it has, and a room that does not open is none', async () => {
  const found = await findConfinement();
  expect(await findConfinement()).toBe(found);
  expect(Object.keys(found)).toEqual(['limits', 'sandbox']);
});
