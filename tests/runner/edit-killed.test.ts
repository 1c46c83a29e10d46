import { afterAll, beforeAll, expect, test } from 'vitest';
import { JobStudio, PRICE } from '../chaos/jobs/job-studio.ts';
import { newUlid } from '../chaos/studio.ts';
import { until } from '../chaos/wait.ts';
import type { FakeHost } from '../fakes/fake-host.ts';
import { Line, type Moment } from '../fakes/line.ts';
import { startOpenAi } from '../fakes/openai.ts';
import type { RunnerProcess } from './runner-process.ts';

let stack: AsyncDisposableStack;
let scene: { host: FakeHost; studio: JobStudio; toServer: Line; toProvider: Line };

/** A server, a runner and a provider that writes, on lines that can be cut. */
beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const host = stack.use(await startOpenAi());
  const { url } = host;
  const toProvider = stack.use(await Line.to(() => url));
  host.url = toProvider.url;
  const studio = stack.use(await JobStudio.create(undefined, { RASKADR_ALLOW_ORIGINS: toProvider.url }));
  const toServer = stack.use(await Line.to(() => studio.studio.server.url));
  scene = { host, studio, toServer, toProvider };
  const schema = {
    type: 'object',
    additionalProperties: false,
    properties: { prompt: { type: 'string', maxLength: 100, 'x-role': 'prompt' } },
  };
  const price = { ...PRICE, per: 'call', source: 'a test' };
  const row = {
    ...{ id: 'writer', name: 'writer', adapter: 'openai', recovery: 'none', needsKey: true, definition: {} },
    account: { name: 'writer', baseUrl: `${toProvider.url}/v1` },
    models: [{ id: 'writer/words', name: 'words', purpose: 'text', schema, price }],
  };
  await until('the row is taken', async () => {
    aRunner();
    return (await studio.studio.post('/api/catalogue/rows', row)).status === 201;
  });
  const { server, cookie } = studio.studio;
  const keyed = await fetch(`${server.url}/api/accounts/writer`, {
    method: 'PATCH',
    body: JSON.stringify({ key: 'sk-1' }),
    headers: { 'content-type': 'application/json', cookie },
  });
  expect(keyed.status).toBe(204);
}, 90_000);
afterAll(() => stack.disposeAsync());

function aRunner(): RunnerProcess {
  const { studio, toServer, toProvider } = scene;
  if (studio.runner?.isRunning) return studio.runner;
  return studio.startRunner({ RASKADR_SERVER: toServer.url, RASKADR_ALLOW_ORIGINS: toProvider.url });
}

async function remarkOn(text: string): Promise<string> {
  const { studio } = scene;
  const job = newUlid();
  const { shot } = studio;
  const work = {
    ...{ kind: 'edit', project: studio.studio.project, shot, edit: newUlid(), prompt: newUlid() },
    ...{ model: 'writer/words', text, remark: 'Сделай камеру 35 мм', locked: [], language: 'ru' },
  };
  await studio.mutate({ kind: 'job.create', job, work, priority: 'interactive', agreed: PRICE });
  return job;
}

const STEPS: [what: string, where: 'server' | 'provider', path: RegExp, when: Moment, end: string][] = [
  ['the call is written down', 'server', /call\/begin/, 'before', 'done'],
  ['the call was written down', 'server', /call\/begin/, 'after', 'needs_human'],
  ['the model has taken the money', 'provider', /POST .*responses/, 'after', 'needs_human'],
  ['the answer is told of', 'server', /complete/, 'before', 'done'],
];

test.each(STEPS)(
  'V97: a SIGKILL when %s pays for a remark once, and asks where nobody knows',
  async (what, where, path, when, end) => {
    const { host, studio, toServer, toProvider } = scene;
    const prompt = `Крыша, 85 мм, ${what}`;
    const { promise: sprung, resolve: spring } = Promise.withResolvers<void>();
    const runner = aRunner();
    (where === 'server' ? toServer : toProvider).setTrap(path, when, () => {
      runner.signal('SIGKILL');
      spring();
    });
    const job = await remarkOn(prompt);
    await sprung;
    await runner.kill();
    aRunner();
    await until(
      `job ${job} is over`,
      async () => {
        const record = (await studio.records()).jobs.get(job);
        return record?.endedAt != null || record?.state === 'needs_human';
      },
      60_000,
    );
    const { jobs, assets } = await studio.records();
    expect(jobs.get(job)).toMatchObject({ kind: 'edit', state: end, title: 'Сделай камеру 35 мм' });
    if (end === 'done') expect(jobs.get(job)?.text).toBeTruthy();
    else expect(jobs.get(job)?.fault).toEqual({ code: 'outcome_unknown' });
    expect(host.invoice.filter((charge) => charge.prompt.includes(what)).length).toBeLessThanOrEqual(1);
    expect(assets.filter((asset) => asset.job === job)).toEqual([]);
  },
  90_000,
);
