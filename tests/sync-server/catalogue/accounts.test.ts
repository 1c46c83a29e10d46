import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findJob } from '#server/jobs/store.ts';
import { rotateSecrets } from '#server/secrets/account-secrets.ts';
import {
  type AccountFacts,
  type EditAccountBody,
  ProvidersAnswer,
} from '#shared/catalogue/provider-facts.ts';
import { JobId } from '#shared/jobs/job.ts';
import { aUlid, faultOf, type House, type Person } from '../a-house.ts';
import { aGenerateJob, aRunner } from '../runners/a-runner.ts';
import { aStudio } from '../runners/a-studio.ts';
import { aProviderRow } from './a-row.ts';

const KEY = 'canary-key-of-the-atelier-7Qx9';
const PROXY = 'socks5://anna:canary-proxy-word@proxy.example:1080';
const HTTP = 'generate:http';
const KINDS = [HTTP, 'check:http'];

async function anAtelier(row: object = {}) {
  const studio = await aStudio();
  const { admin, house, where } = studio;
  await studio.runner.hello({ kinds: KINDS });
  await admin.ask('POST', '/api/catalogue/rows', { json: aProviderRow(row) });
  const edit = (json: EditAccountBody) => admin.ask('PATCH', '/api/accounts/atelier', { json });
  const local = async () => {
    const runner = await aRunner(house);
    await house.core.database.write([
      { sql: 'UPDATE runners SET is_local = 1 WHERE id = ?', args: [runner.id] },
    ]);
    return runner;
  };
  const launch = (params: object = {}) =>
    aGenerateJob(house, { ...where, model: 'atelier/brush-2', account: 'atelier', params }).then(
      async (job) => {
        await house.core.database.write([
          { sql: `UPDATE jobs SET kind = '${HTTP}', version = version WHERE id = ?`, args: [job] },
        ]);
        return job;
      },
    );
  return { ...studio, edit, local, launch };
}

async function accountOf(admin: Person, id = 'atelier'): Promise<AccountFacts> {
  const { providers } = ProvidersAnswer.parse(await (await admin.ask('GET', '/api/providers')).json());
  const found = providers.flatMap(({ accounts }) => accounts).find((account) => account.id === id);
  if (!found) throw new Error('no such account');
  return found;
}

/** As a person asks for it, in the queue with what it costs. */
function ask(admin: Person, { where }: { where: { project: string; shot: string } }) {
  const job = aUlid();
  const work = {
    ...{ kind: 'generate', ...where, prompt: aUlid(), take: aUlid() },
    ...{ model: 'atelier/brush-2', text: 'Кит у берега', params: {} },
  };
  const agreed = { amount: 40_000, currency: 'USD' };
  return admin
    .ask('POST', '/api/mutations', {
      json: [
        {
          id: aUlid(),
          kind: 'job.create',
          project: where.project,
          job,
          work,
          priority: 'interactive',
          agreed,
        },
      ],
    })
    .then(async (answer) => ({ job: JobId.parse(job), result: (await answer.json()).results[0] }));
}

async function dumpOf(house: House): Promise<string> {
  const { database } = house.core;
  const tables = await database.read({
    sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    args: [],
  });
  let dump = '';
  for (const { name } of tables)
    for (const row of await database.read({ sql: `SELECT * FROM ${name}`, args: [] }))
      for (const value of Object.values(row))
        dump += value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : `${value}\n`;
  return dump;
}

test('K6: a key goes in and never comes out: only its end is shown, and no table holds it', async () => {
  const { admin, house, edit } = await anAtelier();
  expect((await edit({ key: KEY, proxy: PROXY })).status).toBe(204);
  const account = await accountOf(admin);
  expect(account.key).toMatchObject({ state: 'set', hint: '…7Qx9' });
  expect(account.proxy).toMatchObject({ state: 'set', hint: 'socks5://•••@proxy.example:1080' });
  for (const path of [
    '/api/providers',
    '/api/catalogue',
    '/api/providers/atelier/row',
    '/api/models/atelier%2Fbrush-2/row',
  ])
    expect(await (await admin.ask('GET', path)).text(), path).not.toMatch(/canary/);
  const dump = await dumpOf(house);
  expect(dump).toContain('atelier.example');
  expect(dump).not.toMatch(/canary/);
});

test('K4: without a key nothing is queued, and with one the launch goes', async () => {
  const { admin, where, edit } = await anAtelier();
  expect((await ask(admin, { where })).result).toMatchObject({ ok: false, fault: { code: 'key_missing' } });
  await edit({ key: KEY });
  expect((await ask(admin, { where })).result).toMatchObject({ ok: true });
});

test('K4: a model that was switched off is not asked for', async () => {
  const { admin, where, edit } = await anAtelier();
  await edit({ key: KEY });
  await admin.ask('PATCH', '/api/models/atelier%2Fbrush-2', { json: { isOn: false } });
  expect((await ask(admin, { where })).result).toMatchObject({ ok: false, fault: { code: 'model_off' } });
});

test('K7: the order of the runner beside the server has the key and the proxy', async () => {
  const { local, edit, launch } = await anAtelier();
  await edit({ key: KEY, proxy: PROXY });
  const job = await launch();
  expect(await (await local()).claim({ kinds: KINDS })).toMatchObject({
    job,
    provider: { baseUrl: 'https://atelier.example', secret: KEY, proxyUrl: PROXY },
  });
});

test('K7: a runner of another machine is given work of an account with a key only when an admin trusts it', async () => {
  const { runner, edit, launch } = await anAtelier();
  await edit({ key: KEY });
  const job = await launch();
  expect(await runner.claim({ kinds: KINDS })).toBeUndefined();
  await edit({ isRemoteTrusted: true });
  expect(await runner.claim({ kinds: KINDS })).toMatchObject({ job, provider: { secret: KEY } });
});

test('K7: nor does it poll what waits at such an account', async () => {
  const { house, runner, edit, launch, local } = await anAtelier();
  await edit({ key: KEY });
  const job = await launch();
  const own = await local();
  const order = await own.claim({ kinds: KINDS });
  const call = aUlid();
  await own.tell(job, 'call/begin', { fence: order?.fence, call });
  await own.tell(job, 'call/submitted', { call, taskId: 't1', pollAfterMs: 0 });
  house.clock.advance(1000);
  expect(await runner.claim({ kinds: KINDS })).toBeUndefined();
  expect(await own.claim({ kinds: KINDS })).toMatchObject({ job, step: 'poll' });
});

test('K7: an account without a key of its own is everybody’s', async () => {
  const { runner, launch } = await anAtelier({ needsKey: false });
  const job = await launch();
  expect(await runner.claim({ kinds: KINDS })).toMatchObject({ job, provider: { secret: null } });
});

test('K9, J21: a lost key parks the work with the reason and holds the account; entered anew it lets all go on', async () => {
  const { admin, house, local, edit, launch, where } = await anAtelier();
  await edit({ key: KEY });
  // Made in one moment, they come in the order of their ids.
  const [one, two] = [await launch(), await launch()];
  const [first, second] = one < two ? [one, two] : [two, one];
  await rm(join(house.folder, 'secret.key'));
  // As after a start without the file.
  await rotateSecrets(house.core.database, house.runners.vault);
  expect((await accountOf(admin)).key).toMatchObject({ state: 'lost' });
  const runner = await local();
  expect(await runner.claim({ kinds: KINDS })).toBeUndefined();
  const stateOf = async (job: JobId) => (await findJob(house.core.database, job))?.ledger;
  expect(await stateOf(first)).toMatchObject({ state: 'needs_human', fault: { code: 'key_lost' } });
  expect(await stateOf(second)).toMatchObject({ state: 'ready', attempt: 0 });
  await edit({ key: 'entered-anew-0123456789' });
  expect(await runner.claim({ kinds: KINDS })).toMatchObject({
    job: second,
    provider: { secret: 'entered-anew-0123456789' },
  });
  await admin.mutate({
    kind: 'job.decide',
    project: where.project,
    job: first,
    call: null,
    choice: { is: 'go_on' },
  });
  expect(await runner.claim({ kinds: KINDS })).toMatchObject({ job: first });
});

test('K8: a key goes to no other address: it is forgotten with its own, unless it is said anew', async () => {
  const { admin, edit } = await anAtelier();
  await edit({ key: KEY });
  await edit({ baseUrl: 'https://atelier.example/v2' });
  expect((await accountOf(admin)).key).toMatchObject({ state: 'set' });
  await edit({ baseUrl: 'https://elsewhere.example' });
  expect((await accountOf(admin)).key).toBeNull();
  await edit({ baseUrl: 'https://third.example', key: KEY });
  expect((await accountOf(admin)).key).toMatchObject({ state: 'set' });
  await admin.ask('POST', '/api/catalogue/rows', {
    json: aProviderRow({ account: { name: 'Чужая', baseUrl: 'https://evil.example' } }),
  });
  expect(await accountOf(admin)).toMatchObject({ key: null, baseUrl: 'https://evil.example' });
});

test('K8: a row that names another place for uploads shows no key there that was entered before', async () => {
  const { admin, edit } = await anAtelier();
  const paste = async (base: string) => {
    const upload = { base, send: { place: { path: '/put' } }, address: '/url' };
    const definition = { ...Object(aProviderRow().definition), upload };
    const pasted = await admin.ask('POST', '/api/catalogue/rows', { json: aProviderRow({ definition }) });
    expect(pasted.status).toBe(201);
  };
  const second = { provider: 'atelier', name: 'Вторая' };
  const { id } = await (await admin.ask('POST', '/api/accounts', { json: second })).json();
  const enter = async () => {
    await edit({ key: KEY });
    await admin.ask('PATCH', `/api/accounts/${id}`, { json: { key: KEY } });
  };
  const keys = async () => {
    const { providers } = await (await admin.ask('GET', '/api/providers')).json();
    const own = ProvidersAnswer.parse({ providers }).providers.find((one) => one.id === 'atelier');
    return own?.accounts.map(({ key }) => key?.state ?? null);
  };
  await enter();
  await paste('https://files.atelier.example');
  expect(await keys()).toEqual([null, null]);
  await enter();
  await paste('https://files.atelier.example/v2');
  expect(await keys()).toEqual(['set', 'set']);
  await paste('https://evil.example');
  expect(await keys()).toEqual([null, null]);
});

test('K2: an account takes no private address, no address of nothing, and no proxy that is none', async () => {
  const { admin, edit } = await anAtelier();
  expect(await faultOf(await edit({ baseUrl: 'https://10.1.2.3' }))).toBe('private_address');
  expect(await faultOf(await edit({ baseUrl: 'atelier' }))).toBe('bad_row');
  expect(await faultOf(await edit({ baseUrl: null }))).toBe('bad_row');
  for (const proxy of ['proxy.example', 'ftp://proxy.example', 'socks5://', 'http://proxy.example/path?x=1'])
    expect(await faultOf(await edit({ proxy })), proxy).toBe('bad_input');
  expect(await accountOf(admin)).toMatchObject({ baseUrl: 'https://atelier.example', proxy: null });
});

test('a secret can be taken back, and its account limited', async () => {
  const { admin, edit } = await anAtelier();
  await edit({ key: KEY, proxy: PROXY, concurrency: 7 });
  expect(await accountOf(admin)).toMatchObject({ concurrency: 7 });
  await edit({ key: null, proxy: null, concurrency: null });
  expect(await accountOf(admin)).toMatchObject({ key: null, proxy: null, concurrency: null });
});

test('a second account takes models over from the first; one with models is not removed', async () => {
  const { admin } = await anAtelier();
  const { id } = await (
    await admin.ask('POST', '/api/accounts', { json: { provider: 'atelier', name: 'Для заказчика' } })
  ).json();
  expect(await accountOf(admin, id)).toMatchObject({
    baseUrl: 'https://atelier.example',
    key: null,
    models: 0,
  });
  expect(await faultOf(await admin.ask('DELETE', '/api/accounts/atelier'))).toBe('account_in_use');
  const moved = await admin.ask('PATCH', '/api/models/atelier%2Fbrush-2', { json: { account: id } });
  expect(moved.status).toBe(204);
  expect((await admin.ask('DELETE', '/api/accounts/atelier')).status).toBe(204);
  const foreign = await admin.ask('PATCH', '/api/models/atelier%2Fbrush-2', {
    json: { account: 'imitation' },
  });
  expect(await faultOf(foreign)).toBe('account_not_found');
});

test('K11: a check is a job that spends nothing; what it found is shown, and forgotten with another key', async () => {
  const { admin, edit, local } = await anAtelier();
  const check = () => admin.ask('POST', '/api/accounts/atelier/check');
  expect(await faultOf(await check())).toBe('key_missing');
  await edit({ key: KEY });
  expect((await check()).status).toBe(202);
  expect((await accountOf(admin)).check).toMatchObject({ state: 'waits' });
  const runner = await local();
  const order = await runner.claim({ kinds: KINDS });
  expect(order).toMatchObject({
    kind: 'check:http',
    work: { kind: 'check', account: 'atelier' },
    model: null,
    provider: { secret: KEY },
  });
  expect((await accountOf(admin)).check).toMatchObject({ state: 'works' });
  // Who presses twice waits for the first.
  expect((await check()).status).toBe(202);
  expect(await runner.claim({ kinds: KINDS })).toBeUndefined();
  const { job, fence } = order ?? { job: JobId.parse(aUlid()), fence: 0 };
  expect(await faultOf(await runner.tell(job, 'call/begin', { fence, call: aUlid() }))).toBe('bad_input');
  const finding = { code: 'provider_key_refused' };
  expect((await runner.tell(job, 'complete', { fence, files: [], finding })).status).toBe(204);
  expect((await accountOf(admin)).check).toMatchObject({ state: 'bad', fault: finding });
  await edit({ key: 'another-key-0123456789' });
  expect((await accountOf(admin)).check).toBeNull();
  await check();
  const next = await runner.claim({ kinds: KINDS });
  await runner.tell(next?.job ?? job, 'complete', { fence: next?.fence, files: [] });
  expect((await accountOf(admin)).check).toMatchObject({ state: 'good', fault: null });
});

test('K11: a provider whose row tells of no free question is not checked, and one with open work not removed', async () => {
  const { admin, edit, launch } = await anAtelier({
    definition: { ...Object(aProviderRow().definition), check: undefined },
  });
  await edit({ key: KEY });
  expect(await faultOf(await admin.ask('POST', '/api/accounts/atelier/check'))).toBe('check_unknown');
  await launch();
  expect(await faultOf(await admin.ask('DELETE', '/api/providers/atelier'))).toBe('provider_in_use');
  expect(await faultOf(await admin.ask('DELETE', '/api/models/atelier%2Fbrush-2'))).toBe('provider_in_use');
});
