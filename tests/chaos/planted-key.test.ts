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
const ENV_KEY = 'canary+env/key=of-openai-4Zt1';
const PASSWORD = 'canary-proxy-word';
const CRASH = new URL('./crash-on-signal.ts', import.meta.url).href;
const AGREED = { amount: 40_000, currency: 'USD' };

/** In all forms in which a text can stand somewhere. */
const FORMS = [KEY, WRONG_KEY, ENV_KEY, PASSWORD, PROXY_PASSWORD, 'canary-wrong-proxy-word'].flatMap(
  (secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('hex'),
    // A word inside other base64 begins at one of three places.
    ...[0, 1, 2].map((shift) =>
      Buffer.from(`${'x'.repeat(shift)}${secret}`)
        .toString('base64')
        .slice(4, -4),
    ),
  ],
);

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
    NODE_OPTIONS: `--import=${CRASH}`,
  };
  const told = { OPENAI_API_KEY: ENV_KEY, OPENAI_BASE_URL: `${atelier.url}/v1` };
  const studio = stack.use(await Studio.create({ env: { ...env, ...told } }));
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
  const edit = (json: object, id = 'atelier') =>
    fetch(`${studio.server.url}/api/accounts/${id}`, {
      method: 'PATCH',
      headers: { cookie: studio.cookie, 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
  const account = async (id = 'atelier') => {
    const { providers } = ProvidersAnswer.parse(JSON.parse(await get('/api/providers')));
    return providers.find((provider) => provider.id === id)?.accounts[0];
  };
  const checked = async (state: string, id = 'atelier') => {
    // A runner that has not said hello yet cannot be asked.
    await until('it is asked', async () => (await studio.post(`/api/accounts/${id}/check`, {})).ok, 20_000);
    await until(`the check is ${state}`, async () => (await account(id))?.check?.state === state, 20_000);
  };
  /** It dies in the middle of a request that carries the key, of an error that nobody catches. */
  const crash = async (
    what: string,
    program: { signal(signal: NodeJS.Signals): void; isRunning: boolean },
  ) => {
    program.signal('SIGUSR2');
    await until(`${what} has crashed`, async () => !program.isRunning, 20_000);
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
  const inTheClear = { ...Object(atelier.row().definition), headers: { authorization: `Bearer ${KEY}` } };
  const refused = await studio.post('/api/catalogue/rows', { ...atelier.row(), definition: inTheClear });
  answers.push(await refused.text());
  expect(refused.status).toBe(400);
  // The key of the operator, which a provider repeats that does not know it.
  expect((await account('openai'))?.key?.hint).toBe('$OPENAI_API_KEY');
  await checked('bad', 'openai');
  expect(atelier.shown).toContain(`Bearer ${ENV_KEY}`);
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
  // A request with the key is out, and there it stays.
  atelier.key = KEY;
  await edit({ key: KEY, proxy: null });
  atelier.isSilent = true;
  const shownBefore = atelier.shown.length;
  await ask('Кит перед бурей');
  await until('the key is on its way', async () => atelier.shown.length > shownBefore, 30_000);
  await crash('the runner', runner);
  const runnerLog = runner.log;
  runner = aRunner();
  await until('another runner is at work', async () => runner.log.includes('"event"'), 20_000);
  // Nothing is put in order any more: the log of the database stays beside it as it is.
  await crash('the server', studio.server);
  await runner.kill();
  const { stderr } = studio.server;

  expect(stderr).toContain('account_edited');
  for (const log of [stderr, runnerLog]) expect(log).toContain('a forced crash');
  const logs = { stderr, runnerLog, again: runner.log, answers: answers.join('\n') };
  for (const [name, text] of Object.entries(logs))
    expect.soft(findSecrets(Buffer.from(text)), name).toEqual([]);
  const files = [...(await filesIn(dataDir)), ...(await filesIn(outside))];
  expect(files.some((file) => file.endsWith('raskadr.db-wal'))).toBe(true);
  for (const file of files) expect.soft(findSecrets(await readFile(file)), file).toEqual([]);
  expect(files.some((file) => file.includes('backup') && file.endsWith('secret.key'))).toBe(false);
}, 120_000);
