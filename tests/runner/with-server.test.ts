import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { JobStudio } from '../chaos/jobs/job-studio.ts';
import { until } from '../chaos/wait.ts';

async function aStudio(): Promise<JobStudio> {
  const studio = await JobStudio.create();
  onTestFinished(() => studio[Symbol.asyncDispose]());
  studio.startRunner();
  return studio;
}

async function ended(studio: JobStudio, job: string) {
  let record = (await studio.records()).jobs.get(job);
  await until(
    `job ${job} ends`,
    async () => {
      record = (await studio.records()).jobs.get(job);
      return record?.endedAt !== null && record !== undefined;
    },
    25_000,
  );
  return record;
}

test('a runner beside a server draws pictures, makes their renditions, and films one of them', async () => {
  const studio = await aStudio();
  const job = await studio.ask('imitation/image', 'Кит у берега на рассвете', { count: 2, seed: 7 });
  expect(await ended(studio, job)).toMatchObject({ state: 'done', fault: null });
  await until('renditions', async () => {
    const { assets } = await studio.records();
    return assets.length === 2 && assets.every(({ renditions }) => renditions.includes('w320'));
  });
  const [picture, second] = (await studio.records()).assets;
  expect(picture).toMatchObject({ kind: 'image', width: 1280, height: 720, job });
  expect(second?.sha256).not.toBe(picture?.sha256);
  const small = await studio.studio.get(`/media/${picture?.sha256}/w320`);
  expect([small.status, small.headers.get('content-type')]).toEqual([200, 'image/webp']);

  const film = await studio.ask('imitation/video', 'камера приближается', {
    first_frame: picture?.id,
    seconds: 2,
  });
  expect(await ended(studio, film)).toMatchObject({ state: 'done' });
  const video = (await studio.records()).assets.find(({ kind }) => kind === 'video');
  expect(video).toMatchObject({ type: 'video/mp4', durationMs: 2000, width: 1280, height: 720 });
  await until('a poster and a small film', async () =>
    (await studio.records()).assets.some(
      ({ id, renditions }) =>
        id === video?.id && renditions.includes('poster') && renditions.includes('proxy'),
    ),
  );
  const seen = (await studio.records()).assets;
  expect(seen.every(({ colours, likeness, fault }) => colours.length > 0 && likeness && !fault)).toBe(true);
  await until('the spool is empty', () => studio.isSpoolEmpty());
}, 60_000);

test('a model that writes gives its text, and one that speaks a recording', async () => {
  const studio = await aStudio();
  const text = await studio.ask('imitation/text', 'Шторм и маяк');
  expect((await ended(studio, text))?.text).toContain('Шторм и маяк');
  const speech = await studio.ask('imitation/speech', 'Раз, два, три, четыре, пять, вышел зайчик погулять.');
  await ended(studio, speech);
  const { assets } = await studio.records();
  expect(assets[0]).toMatchObject({ kind: 'audio', type: 'audio/wav', durationMs: 3400 });
});

test.each([
  ['refused', 'provider_refused_content'],
  ['garbled', 'provider_garbled'],
])('a provider in trouble (%s) ends the job with its fault', async (trouble, code) => {
  const studio = await aStudio();
  const job = await studio.ask('imitation/image', 'Лес', { trouble });
  expect(await ended(studio, job)).toMatchObject({ state: 'dead', fault: { code } });
});

test('J6: work whose source breaks off again and again ends, instead of being tried for ever', async () => {
  const studio = await aStudio();
  await ended(studio, await studio.ask('imitation/image', 'Кит'));
  const [picture] = (await studio.records()).assets;
  const sha256 = picture?.sha256 ?? '';
  const blob = join(studio.studio.dataDir, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  await until('its renditions', async () => (await studio.records()).assets[0]?.renditions.length === 3);
  // What a failing disk does: it is there, and cannot be read.
  await rm(blob);
  await mkdir(blob);
  const film = await studio.ask('imitation/video', 'ближе', { first_frame: picture?.id, seconds: 2 });
  expect(await ended(studio, film)).toMatchObject({ state: 'dead', fault: { code: 'result_unreadable' } });
  expect(studio.runner?.saidTimes('job_taken')).toBeLessThan(8);
}, 60_000);

test('R2: a runner that is removed gives up its work and ends by itself', async () => {
  const studio = await aStudio();
  const job = await studio.ask('imitation/image', 'Лес', { slownessS: 60 });
  await until('it has begun', async () => (await studio.records()).jobs.get(job)?.stage != null);
  const { runners } = await (await studio.studio.get('/api/runners')).json();
  await fetch(`${studio.studio.server.url}/api/runners/${runners[0].id}`, {
    method: 'DELETE',
    headers: { cookie: studio.studio.cookie },
  });
  await until('it has ended', async () => !studio.runner?.isRunning, 20_000);
  expect(studio.runner?.code).toBe(1);
  expect((await studio.records()).jobs.get(job)).toMatchObject({ state: 'ready' });
}, 60_000);

test('J11: slow work that is called off stops, and costs nothing', async () => {
  const studio = await aStudio();
  const job = await studio.ask('imitation/image', 'Лес', { slownessS: 60 });
  await until('it has begun', async () => (await studio.records()).jobs.get(job)?.stage != null);
  await studio.mutate({ kind: 'job.cancel', job });
  expect(await ended(studio, job)).toMatchObject({ state: 'cancelled' });
});

test('J10: a runner that stops gives its work back, and the next one does it', async () => {
  const studio = await aStudio();
  const job = await studio.ask('imitation/image', 'Лес', { slownessS: 3 });
  await until('it has begun', async () => (await studio.records()).jobs.get(job)?.stage != null);
  expect(await studio.runner?.stop()).toBe(0);
  expect((await studio.records()).jobs.get(job)).toMatchObject({ state: 'ready', attempt: 1 });
  studio.startRunner();
  expect(await ended(studio, job)).toMatchObject({ state: 'done', attempt: 1 });
});
