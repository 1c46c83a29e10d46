import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JobStudio, PRICE } from '../../chaos/jobs/job-studio.ts';
import { until } from '../../chaos/wait.ts';
import type { FakeHost } from '../../fakes/fake-host.ts';
import { Line, type Moment } from '../../fakes/line.ts';
import { startOpenAi } from '../../fakes/openai.ts';
import { startRunway } from '../../fakes/runway.ts';
import type { RunnerProcess } from '../runner-process.ts';

type Step = [what: string, where: 'server' | 'provider', path: RegExp, when: Moment, end?: 'needs_human'];

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: { prompt: { type: 'string', 'x-role': 'prompt' } },
};

/** The provider cannot be asked what became of a request that has no name there yet: then a person decides. */
const BEGUN: Step[] = [
  ['the claim is answered', 'server', /claim/, 'after'],
  ['the call is written down', 'server', /call\/begin/, 'before'],
  ['the call was written down', 'server', /call\/begin/, 'after', 'needs_human'],
];
const BROUGHT: Step[] = [
  ['the result is brought', 'server', /PATCH .*blobs/, 'before'],
  ['the result was brought', 'server', /PATCH .*blobs/, 'after'],
  ['the end is told of', 'server', /complete/, 'before'],
  ['the end was told of', 'server', /complete/, 'after'],
];

const CASES: { id: string; under: string; start: () => Promise<FakeHost>; steps: Step[] }[] = [
  {
    id: 'runway',
    under: '',
    start: startRunway,
    steps: [
      ...BEGUN,
      ['the provider is asked', 'provider', /POST .*text_to/, 'before', 'needs_human'],
      ['the provider has taken the money', 'provider', /POST .*text_to/, 'after', 'needs_human'],
      ['the task is told of', 'server', /call\/submitted/, 'before'],
      ['the task was told of', 'server', /call\/submitted/, 'after'],
      ['the provider is polled', 'provider', /GET \/v1\/tasks/, 'after'],
      ['the result is fetched', 'provider', /GET \/outputs/, 'after'],
      ...BROUGHT,
    ],
  },
  {
    id: 'openai',
    under: '/v1',
    start: startOpenAi,
    steps: [
      ...BEGUN,
      ['the provider is asked', 'provider', /POST .*generations/, 'before', 'needs_human'],
      ['the provider has taken the money', 'provider', /POST .*generations/, 'after', 'needs_human'],
      ...BROUGHT,
    ],
  },
];

describe.each(CASES)('$id', ({ id, under, start, steps }) => {
  let stack: AsyncDisposableStack;
  let scene: { host: FakeHost; studio: JobStudio; toServer: Line; toProvider: Line; allowed: string };

  /** A provider that came by one row and a key, a runner beside the server, and lines that can be cut. */
  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    const host = stack.use(await start());
    const { url } = host;
    const toProvider = stack.use(await Line.to(() => url));
    host.url = toProvider.url;
    const allowed = toProvider.url;
    const studio = stack.use(await JobStudio.create(undefined, { RASKADR_ALLOW_ORIGINS: allowed }));
    const toServer = stack.use(await Line.to(() => studio.studio.server.url));
    scene = { host, studio, toServer, toProvider, allowed };
    aRunner();
    const row = {
      id,
      name: id,
      adapter: id,
      recovery: 'none',
      needsKey: true,
      definition: id === 'runway' ? { pollMs: 200 } : {},
      account: { name: id, baseUrl: toProvider.url + under },
      models: [
        {
          id: `${id}/picture`,
          name: 'picture',
          purpose: 'image',
          schema: SCHEMA,
          price: { ...PRICE, per: 'call', source: 'a test' },
        },
      ],
    };
    await until('the row is taken', async () => {
      const answer = await studio.studio.post('/api/catalogue/rows', row);
      return answer.status === 201;
    });
    const { server, cookie } = studio.studio;
    const keyed = await fetch(`${server.url}/api/accounts/${id}`, {
      method: 'PATCH',
      body: JSON.stringify({ key: 'sk-1' }),
      headers: { 'content-type': 'application/json', cookie },
    });
    expect(keyed.status).toBe(204);
  }, 90_000);
  afterAll(() => stack.disposeAsync());

  /** The one that runs, or another. */
  function aRunner(): RunnerProcess {
    const { studio, toServer, allowed } = scene;
    if (studio.runner?.isRunning) return studio.runner;
    return studio.startRunner({ RASKADR_SERVER: toServer.url, RASKADR_ALLOW_ORIGINS: allowed });
  }

  async function recordOf(job: string) {
    return (await scene.studio.records()).jobs.get(job);
  }

  test.each(steps)(
    'J5: a SIGKILL when %s pays once, and loses nothing without asking',
    async (what, where, path, when, end) => {
      const { host, studio, toServer, toProvider } = scene;
      const prompt = `killed when ${what}`;
      const { promise: sprung, resolve: spring } = Promise.withResolvers<void>();
      const runner = aRunner();
      // The previews of the picture before are sent by the same road, and again when an answer was lost.
      await until('nothing else is at work', () => studio.isQuiet());
      (where === 'server' ? toServer : toProvider).setTrap(path, when, () => {
        runner.signal('SIGKILL');
        spring();
      });
      const job = await studio.ask(`${id}/picture`, prompt);
      await sprung;
      await runner.kill();
      aRunner();
      await until(
        `job ${job} is over`,
        async () => {
          const record = await recordOf(job);
          return record?.endedAt != null || record?.state === 'needs_human';
        },
        60_000,
      );
      const charges = host.invoice.filter((charge) => charge.prompt === prompt);
      const { jobs, assets } = await studio.records();
      const results = assets.filter((asset) => asset.job === job);
      if (end === 'needs_human') {
        expect(jobs.get(job)).toMatchObject({ state: end, fault: { code: 'outcome_unknown' } });
        expect(charges.length).toBeLessThanOrEqual(1);
      } else {
        expect(jobs.get(job)).toMatchObject({ state: 'done' });
        expect([charges.length, results.length]).toEqual([1, 1]);
      }
    },
    90_000,
  );
});
