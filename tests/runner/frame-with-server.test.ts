import { expect, onTestFinished, test } from 'vitest';
import { JobStudio } from '../chaos/jobs/job-studio.ts';
import { newUlid } from '../chaos/studio.ts';
import { until } from '../chaos/wait.ts';

async function ended(studio: JobStudio, job: string) {
  await until(
    `job ${job} ends`,
    async () => {
      const record = (await studio.records()).jobs.get(job);
      return record !== undefined && record.endedAt !== null;
    },
    25_000,
  );
  return (await studio.records()).jobs.get(job);
}

/** A film of two seconds, made of a picture. */
async function aFilm(studio: JobStudio): Promise<string> {
  await ended(studio, await studio.ask('imitation/image', 'Кит', { seed: 7 }));
  const picture = (await studio.records()).assets[0]?.id;
  await ended(studio, await studio.ask('imitation/video', 'ближе', { first_frame: picture, seconds: 2 }));
  return (await studio.records()).assets.find(({ kind }) => kind === 'video')?.id ?? '';
}

function aWish(studio: JobStudio, source: string, more: object = {}) {
  const job = newUlid();
  const take = newUlid();
  const { project } = studio.studio;
  const work = {
    kind: 'frame',
    project,
    shot: studio.shot,
    prompt: newUlid(),
    take,
    source,
    at: 'last',
    ...more,
  };
  return { job, take, mutation: { kind: 'job.frame', job, work } };
}

test('V152, V153: the last frame of a film becomes a picture for nothing, also of another shot, and a runner that is killed at it makes no second one', async () => {
  const studio = await JobStudio.create();
  onTestFinished(() => studio[Symbol.asyncDispose]());
  studio.startRunner();
  const film = await aFilm(studio);

  const shot = newUlid();
  const { job, take, mutation } = aWish(studio, film, { shot });
  await studio.mutate(mutation);
  await until('somebody is at it', async () => (await studio.records()).jobs.get(job)?.startedAt != null);
  await studio.runner?.kill();
  studio.startRunner();
  const record = await ended(studio, job);
  expect(record).toMatchObject({ kind: 'frame', state: 'done', spent: [], price: null, take, shot });
  // The same wish under another number of the mutation is the same wish.
  await studio.mutate(mutation);
  const made = (await studio.records()).assets.filter((asset) => asset.take === take);
  expect(made).toMatchObject([
    { kind: 'image', type: 'image/png', width: 1280, height: 720, shot, job, model: null },
  ]);
  expect(made[0]?.durationMs).toBeNull();

  // At a moment that is long past the last frame is the same one.
  const late = aWish(studio, film, { at: 60_000 });
  await studio.mutate(late.mutation);
  await ended(studio, late.job);
  const first = aWish(studio, film, { at: 0 });
  await studio.mutate(first.mutation);
  await ended(studio, first.job);
  const { assets } = await studio.records();
  const contentOf = (of: string) => assets.find((asset) => asset.take === of)?.sha256;
  expect(contentOf(late.take)).toBe(made[0]?.sha256);
  expect(contentOf(first.take)).not.toBe(made[0]?.sha256);
}, 90_000);

test('V152: a frame is taken of a film of this very project, and of nothing else', async () => {
  const studio = await JobStudio.create();
  onTestFinished(() => studio[Symbol.asyncDispose]());
  studio.startRunner();
  await ended(studio, await studio.ask('imitation/image', 'Кит'));
  const picture = (await studio.records()).assets[0]?.id ?? '';
  const refused = (source: string, more: object = {}) =>
    studio.mutate(aWish(studio, source, more).mutation).then(
      () => 'taken',
      (error: Error) => JSON.parse(error.message).fault,
    );
  expect(await refused(newUlid())).toEqual({ code: 'asset_not_found' });
  expect(await refused(picture)).toEqual({ code: 'bad_input', field: 'source' });
  expect(await refused(picture, { at: -1 })).toMatchObject({ code: 'bad_input' });
  expect(await refused(picture, { at: 1.5 })).toMatchObject({ code: 'bad_input' });
  expect(await refused(picture, { project: newUlid() })).toMatchObject({ code: 'bad_input' });
}, 60_000);
