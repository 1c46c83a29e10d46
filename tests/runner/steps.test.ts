import { writeFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokenJobPromises } from '../chaos/jobs/broken-job-promises.ts';
import { JobStudio } from '../chaos/jobs/job-studio.ts';
import { until } from '../chaos/wait.ts';
import { Line, type Moment } from '../fakes/line.ts';
import { FakeProvider } from '../fakes/provider.ts';
import type { RunnerProcess } from './runner-process.ts';

type Scene = { studio: JobStudio; provider: FakeProvider; toServer: Line; toProvider: Line };

let scene: Scene;
let stack: AsyncDisposableStack;

/** A runner whose words to the server and to the provider go over lines that can be cut. */
beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const provider = stack.use(await FakeProvider.start());
  const toProvider = stack.use(await Line.to(() => provider.url));
  const studio = stack.use(await JobStudio.create(toProvider.url));
  const toServer = stack.use(await Line.to(() => studio.studio.server.url));
  scene = { studio, provider, toServer, toProvider };
}, 90_000);
afterAll(() => stack.disposeAsync());

/** The one that runs, or another. */
function aRunner(): RunnerProcess {
  const { studio, toServer } = scene;
  if (studio.runner?.isRunning) return studio.runner;
  return studio.startRunner({ RASKADR_SERVER: toServer.url });
}

async function settled(job: string) {
  const { studio } = scene;
  await until(
    `job ${job} is over`,
    async () => {
      const record = (await studio.records()).jobs.get(job);
      return record?.endedAt != null || record?.state === 'needs_human';
    },
    60_000,
  );
  return (await studio.records()).jobs.get(job);
}

const STEPS: [string, 'server' | 'provider', RegExp, Moment][] = [
  ['the claim is answered', 'server', /claim/, 'after'],
  ['the call is written down', 'server', /call\/begin/, 'before'],
  ['the call was written down', 'server', /call\/begin/, 'after'],
  ['the provider is asked', 'provider', /POST \/tasks/, 'before'],
  ['the provider has taken the money', 'provider', /POST \/tasks/, 'after'],
  ['the task is told of', 'server', /call\/submitted/, 'before'],
  ['the task was told of', 'server', /call\/submitted/, 'after'],
  ['the provider is polled', 'provider', /GET \/tasks/, 'after'],
  ['the result is fetched', 'provider', /GET \/files/, 'after'],
  ['the result is brought', 'server', /PATCH .*blobs/, 'before'],
  ['the result was brought', 'server', /PATCH .*blobs/, 'after'],
  ['the end is told of', 'server', /complete/, 'before'],
  ['the end was told of', 'server', /complete/, 'after'],
];

test.each(STEPS)(
  'J5: a SIGKILL when %s loses nothing and pays once',
  async (what, where, path, when) => {
    const { studio, provider, toServer, toProvider } = scene;
    const prompt = `killed when ${what}`;
    const { promise: sprung, resolve: spring } = Promise.withResolvers<void>();
    const runner = aRunner();
    (where === 'server' ? toServer : toProvider).setTrap(path, when, () => {
      runner.signal('SIGKILL');
      spring();
    });
    const job = await studio.ask('fake-key/still', prompt);
    await sprung;
    await runner.kill();
    aRunner();
    expect(await settled(job)).toMatchObject({ state: 'done' });
    expect(provider.chargesFor(prompt)).toHaveLength(1);
    expect(await brokenJobPromises(studio, { provider, prompts: new Map([[job, prompt]]) })).toEqual([]);
  },
  90_000,
);

test.each(STEPS)(
  'J5: a lost answer when %s loses nothing and pays once',
  async (what, where, path, when) => {
    const { studio, provider, toServer, toProvider } = scene;
    const prompt = `unanswered when ${what}`;
    aRunner();
    const { promise: sprung, resolve: spring } = Promise.withResolvers<void>();
    (where === 'server' ? toServer : toProvider).setTrap(path, when, spring);
    const job = await studio.ask('fake-key/still', prompt);
    await sprung;
    // A claim whose answer was lost is taken back by the server only at the end of its lease, or with the next hello.
    if (/claim/.test(path.source)) {
      await studio.runner?.kill();
      aRunner();
    }
    expect(await settled(job)).toMatchObject({ state: 'done' });
    expect(provider.chargesFor(prompt)).toHaveLength(1);
  },
  90_000,
);

test('J7: a result made while the server is away waits on the disk, over a death of the runner, and is brought later', async () => {
  const { studio, provider, toServer, toProvider } = scene;
  const prompt = 'made while away';
  const runner = aRunner();
  toProvider.setTrap(/GET \/files/, 'during', () => toServer.cut());
  const job = await studio.ask('fake-none/still', prompt);
  const spool = join(studio.runnerDir, 'spool');
  const isKept = async (name: string) => (await readdir(join(spool, name))).includes('result.json');
  await until('it is in the spool', async () => {
    const name = (await readdir(spool).catch((): string[] => [])).find((one) => one.startsWith(job));
    return toServer.isCut && name !== undefined && isKept(name);
  });
  await runner.kill();
  await studio.studio.restart();
  toServer.isCut = false;
  aRunner();
  expect(await settled(job)).toMatchObject({ state: 'done' });
  expect(provider.chargesFor(prompt)).toHaveLength(1);
  await until('the spool is empty', () => studio.isSpoolEmpty());
}, 90_000);

test('J5: an unknown outcome of a provider that cannot be asked is shown to a person, and not sent again', async () => {
  const { studio, provider, toProvider } = scene;
  const prompt = 'unknown';
  aRunner();
  toProvider.setTrap(/POST \/tasks/, 'after', () => {});
  const job = await studio.ask('fake-none/still', prompt);
  const record = await settled(job);
  expect(record).toMatchObject({
    state: 'needs_human',
    fault: { code: 'outcome_unknown' },
    openCall: { state: 'unknown' },
  });
  expect(provider.chargesFor(prompt)).toHaveLength(1);
}, 90_000);

test('what a dead runner did not finish is cleared away; what the server refuses for good is kept aside', async () => {
  const { studio } = scene;
  await studio.runner?.kill();
  const spool = join(studio.runnerDir, 'spool');
  await mkdir(join(spool, 'half'), { recursive: true });
  await writeFile(join(spool, 'half', 'picture'), 'x');
  const [job, call] = ['01M7ZDA7VXK80H0F98JN8QYN5W', '01M7ZDA7VXK80H0F98JN8QYN5X'];
  await mkdir(join(spool, `${job}-1`));
  const body = { fence: 1, call, sent: 'yes', fault: { code: 'provider_failed' }, retry: 'never' };
  writeFileSync(join(spool, `${job}-1`, 'result.json'), JSON.stringify({ says: 'fail', job, body }));
  aRunner();
  await until('it is put aside', async () =>
    (await readdir(join(spool, 'refused')).catch(() => [''])).includes(`${job}-1`),
  );
  await until('nothing else is left', () => studio.isSpoolEmpty());
  expect(await readdir(join(spool, 'refused', `${job}-1`))).toEqual(['result.json', 'why.json']);
});
