import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runBackup, runProjectExport } from '#server/command/data-commands.ts';
import { ProvidersAnswer } from '#shared/catalogue/provider-facts.ts';
import { Atelier } from '../fakes/atelier.ts';
import { FakeProxy, PROXY_PASSWORD } from '../fakes/proxy.ts';
import { RunnerProcess } from '../runner/runner-process.ts';
import { newUlid, Studio } from './studio.ts';
import { until } from './wait.ts';

const KEY = 'canary+key/of=the-atelier-7Qx9';
const WRONG_KEY = 'canary+wrong/key=of-somebody';
const PASSWORD = 'canary-proxy-word';
const AGREED = { amount: 40_000, currency: 'USD' };

/** In all forms in which a text can stand somewhere. */
const FORMS = [KEY, WRONG_KEY, PASSWORD, PROXY_PASSWORD, 'canary-wrong-proxy-word'].flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('hex'),
  // A word inside other base64 begins at one of three places.
  ...[0, 1, 2].map((shift) =>
    Buffer.from(`${'x'.repeat(shift)}${secret}`)
      .toString('base64')
      .slice(4, -4),
  ),
]);

function findSecrets(bytes: Buffer): string[] {
  return FORMS.filter((form) => bytes.includes(form));
}

/** Every file below a folder, but the one that the secrets are sealed with. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name !== 'secret.key')
    .map((entry) => join(entry.parentPath, entry.name));
}

test('K6: a planted key stands in no file, no log, no answer, no backup and no export, whatever is done with it', async () => {
  await using stack = new AsyncDisposableStack();
  const outside = await mkdtemp(join(tmpdir(), 'raskadr-planted-'));
  onTestFinished(() => rm(outside, { recursive: true, force: true }));
  const atelier = stack.use(await Atelier.open(KEY));
  atelier.refuses = /нельзя/;
  const env = {
    RASKADR_RUNNER: '1',
    RASKADR_DEMO: '0',
    RASKADR_ALLOW_ORIGINS: atelier.url,
    LOG_LEVEL: 'debug',
  };
  const studio = stack.use(await Studio.create({ env }));
  const { dataDir, project } = studio;
  const aRunner = () =>
    stack.use(
      new RunnerProcess({
        serverUrl: studio.server.url,
        tokenFile: join(dataDir, 'runner-token'),
        dataDir: join(dataDir, 'runner'),
        env,
      }),
    );
  let runner = aRunner();
  const answers: string[] = [];
  const get = async (path: string) => {
    const text = await (await studio.get(path)).text();
    answers.push(text);
    return text;
  };
  const edit = (json: object) =>
    fetch(`${studio.server.url}/api/accounts/atelier`, {
      method: 'PATCH',
      headers: { cookie: studio.cookie, 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
  const account = async () => {
    const { providers } = ProvidersAnswer.parse(JSON.parse(await get('/api/providers')));
    return providers.find(({ id }) => id === 'atelier')?.accounts[0];
  };
  const checked = async (state: string) => {
    // A runner that has not said hello yet cannot be asked.
    await until('it is asked', async () => (await studio.post('/api/accounts/atelier/check', {})).ok, 20_000);
    await until(`the check is ${state}`, async () => (await account())?.check?.state === state, 20_000);
  };
  const jobs: string[] = [];
  const ask = async (text: string) => {
    const job = newUlid();
    jobs.push(job);
    const where = { project, shot: newUlid(), prompt: newUlid(), take: newUlid() };
    const work = { kind: 'generate', ...where, model: 'atelier/brush-2', text, params: {} };
    const body = [
      { id: newUlid(), kind: 'job.create', project, job, work, priority: 'interactive', agreed: AGREED },
    ];
    answers.push(await (await studio.post('/api/mutations', body)).text());
    return job;
  };
  const feed = () => get(`/api/projects/${project}/feed?since=0`);

  await studio.post('/api/catalogue/rows', atelier.row());
  // What is asked with a wrong key is refused with the key in the words of the provider.
  expect((await edit({ key: WRONG_KEY })).status).toBe(204);
  await checked('bad');
  await edit({ key: KEY });
  await checked('good');
  // By way of a proxy whose word is planted too, and past it again.
  const proxy = stack.use(await FakeProxy.start('socks5'));
  await edit({ proxy: proxy.url('canary-wrong-proxy-word') });
  await checked('bad');
  await edit({ proxy: proxy.url() });
  await checked('good');
  expect(proxy.asked).toEqual([new URL(atelier.url).host]);
  await edit({ proxy: null });
  await ask('Кит у берега');
  await until('a picture', async () => (await feed()).includes('"kind":"asset"'), 30_000);
  await ask('этого нельзя');
  await until('a refusal', async () => (await feed()).includes('provider_refused_request'), 20_000);
  expect(await feed()).toContain('[secret]');
  atelier.key = 'another-key';
  await ask('Маяк');
  await until('a refused key', async () => (await feed()).includes('provider_key_refused'), 20_000);
  // Bad input with a secret in it, and a proxy with a word that lets us through.
  answers.push(await (await edit({ key: `${KEY}\n` })).text());
  answers.push(await (await edit({ key: [KEY], proxy: 5 })).text());
  answers.push(await (await edit({ proxy: `socks5://anna:${PASSWORD}@proxy.example:1` })).text());
  answers.push(await (await studio.post('/api/catalogue/rows', { ...atelier.row(), key: KEY })).text());
  for (const job of jobs) await get(`/api/jobs/${job}/lines`);
  for (const path of [
    '/api/catalogue',
    '/api/providers/atelier/row',
    '/api/models/atelier%2Fbrush-2/row',
    '/api/runners',
  ])
    await get(path);

  const folders = { RASKADR_DATA: dataDir };
  expect((await runBackup(folders, join(outside, 'backup'))).ok).toBe(true);
  expect((await runProjectExport(folders, { project, file: join(outside, 'film.raskadr') })).ok).toBe(true);
  await runner.kill();
  const runnerLog = runner.log;
  runner = aRunner();
  const { stderr } = studio.server;
  // Nothing is put in order any more: the log of the database stays beside it as it is.
  await studio.server.kill();
  await runner.kill();

  expect(stderr).toContain('account_edited');
  const logs = { stderr, runnerLog, again: runner.log, answers: answers.join('\n') };
  for (const [name, text] of Object.entries(logs))
    expect.soft(findSecrets(Buffer.from(text)), name).toEqual([]);
  const files = [...(await filesIn(dataDir)), ...(await filesIn(outside))];
  expect(files.some((file) => file.endsWith('raskadr.db-wal'))).toBe(true);
  for (const file of files) expect.soft(findSecrets(await readFile(file)), file).toEqual([]);
  expect(files.some((file) => file.includes('backup') && file.endsWith('secret.key'))).toBe(false);
}, 120_000);
