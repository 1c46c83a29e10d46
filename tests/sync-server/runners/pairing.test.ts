import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localRunnerToken } from '#server/runners/local-runner.ts';
import { makePairingCode } from '#server/runners/pair.ts';
import { aHouse, aUlid, faultOf, type House } from '../a-house.ts';
import { aServer } from '../a-server.ts';
import { aFolder } from '../blobs/a-folder.ts';
import { aRunner } from './a-runner.ts';

const MINUTE_MS = 60_000;

/** From this very machine, as the server sees it. */
function pair(house: House, code: string, name = 'Мастерская', headers: Record<string, string> = {}) {
  return house.app.request(
    '/runner/v1/pair',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: 'localhost', ...headers },
      body: JSON.stringify({ code, name }),
    },
    { incoming: { socket: { remoteAddress: '127.0.0.1' } } },
  );
}

async function aCode(house: House): Promise<string> {
  const admin = await house.person(`root-${aUlid()}`, 'admin');
  const made = await makePairingCode(house.core, admin.id);
  if (!made.ok) throw new Error(made.fault.code);
  return made.value.code;
}

test('R1: a code makes a runner once, however it is typed, and within ten minutes', async () => {
  const house = await aHouse();
  const code = await aCode(house);
  expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(await faultOf(await pair(house, 'AAAA-AAAA-AAAA-AAAA'))).toBe('wrong_pairing_code');
  const paired = await pair(house, ` ${code.toLowerCase().replaceAll('-', ' ')}`);
  expect(paired.status).toBe(201);
  const { token } = await paired.json();
  expect(
    (await house.holderOf(token).ask('POST', '/runner/v1/claim', { json: { kinds: [], waitMs: 0 } })).status,
  ).toBe(204);
  expect(await faultOf(await pair(house, code))).toBe('wrong_pairing_code');

  const late = await aCode(house);
  house.clock.advance(10 * MINUTE_MS);
  expect(await faultOf(await pair(house, late))).toBe('wrong_pairing_code');
});

test('R1: two that show one code at the same time make one runner', async () => {
  const house = await aHouse();
  const code = await aCode(house);
  const answers = await Promise.all([1, 2, 3, 4].map(() => pair(house, code)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403]);
});

test('R1: nothing in the database opens anything: neither a code nor a token stands there', async () => {
  const house = await aHouse();
  const [first, second] = [await aCode(house), await aCode(house)];
  const { token } = await (await pair(house, first)).json();
  const rows = [
    ...(await house.core.database.read({ sql: 'SELECT * FROM runners', args: [] })),
    ...(await house.core.database.read({ sql: 'SELECT * FROM pairing_codes', args: [] })),
  ];
  const kept = rows.flatMap((row) =>
    Object.values(row).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
    ),
  );
  const [id, secret] = String(token).split('.');
  expect(kept).toContain(id);
  for (const word of [secret ?? '', second, second.replaceAll('-', '')])
    expect(kept.some((value) => value.includes(word))).toBe(false);
});

test('R1: codes that nobody uses do not pile up', async () => {
  const house = await aHouse();
  const admin = await house.person('root', 'admin');
  const answers: number[] = [];
  for (let n = 0; n < 12; n++) answers.push((await admin.ask('POST', '/api/runners/codes')).status);
  expect(answers).toEqual([...Array(10).fill(201), 429, 429]);
  house.clock.advance(10 * MINUTE_MS);
  expect((await admin.ask('POST', '/api/runners/codes')).status).toBe(201);
});

test('R1: a runner of another machine is paired over TLS only', async () => {
  const house = await aHouse();
  const code = await aCode(house);
  // A proxy that nobody has told the server of: the client is somewhere else.
  const proxied = await pair(house, code, 'Мастерская', { 'x-forwarded-for': '192.0.2.7' });
  expect(await faultOf(proxied)).toBe('runner_needs_tls');
  expect((await pair(house, code)).status).toBe(201);

  const secure = await aHouse({ env: { PUBLIC_URL: 'https://raskadr.example' } });
  const far = { incoming: { socket: { remoteAddress: '192.0.2.7' } } };
  const json = { code: await aCode(secure), name: '' };
  const asked = {
    method: 'POST',
    headers: { 'content-type': 'application/json', host: 'raskadr.example' },
    body: JSON.stringify(json),
  };
  expect((await secure.app.request('/runner/v1/pair', asked, far)).status).toBe(201);
  const open = await aHouse({ env: { RASKADR_PLAIN_RUNNERS: '1' } });
  const body = JSON.stringify({ code: await aCode(open), name: 'Мастерская' });
  const plain = { ...asked, headers: { ...asked.headers, host: 'localhost' }, body };
  expect((await open.app.request('/runner/v1/pair', plain, far)).status).toBe(201);
});

test('an admin names, pauses and removes a runner, and everybody sees it', async () => {
  const house = await aHouse();
  const [admin, anna] = [await house.person('root', 'admin'), await house.person('anna')];
  const runner = await aRunner(house);
  const seen = async () => (await (await anna.ask('GET', '/api/runners')).json()).runners;
  expect(await seen()).toMatchObject([{ id: runner.id, name: 'Мастерская', isHere: false, isPaused: false }]);
  await runner.hello();
  expect(await seen()).toMatchObject([
    { isHere: true, seenAt: house.clock.nowMs(), tools: { ffmpeg: null }, slots: { poll: 16 }, busy: 0 },
  ]);
  house.clock.advance(2 * MINUTE_MS);
  expect(await seen()).toMatchObject([{ isHere: false }]);

  const edit = { name: ' Ноутбук ', isPaused: true };
  expect((await admin.ask('PATCH', `/api/runners/${runner.id}`, { json: edit })).status).toBe(200);
  expect(await seen()).toMatchObject([{ name: 'Ноутбук', isPaused: true }]);
  expect((await admin.ask('PATCH', `/api/runners/${runner.id}`, { json: { name: ' ' } })).status).toBe(400);

  expect((await admin.ask('DELETE', `/api/runners/${runner.id}`)).status).toBe(204);
  expect(await seen()).toEqual([]);
  expect(await faultOf(await admin.ask('DELETE', `/api/runners/${runner.id}`))).toBe('runner_not_found');
  expect(await faultOf(await admin.ask('PATCH', `/api/runners/${runner.id}`, { json: edit }))).toBe(
    'runner_not_found',
  );
  expect(await faultOf(await runner.hello())).toBe('runner_unknown');
});

test('R2: a token of another runner, of nobody or half of one opens nothing', async () => {
  const house = await aHouse();
  const [one, two] = [await aRunner(house), await aRunner(house)];
  const secretOf = (token: string) => token.split('.')[1] ?? '';
  for (const token of [
    `${one.id}.${secretOf(two.token)}`,
    one.id,
    `${one.id}.`,
    one.token.slice(0, -1),
    `${one.token}x`,
    'Bearer',
    '.',
  ]) {
    const answer = await house.holderOf(token).ask('POST', '/runner/v1/hello', { json: {} });
    expect([token, answer.status, await faultOf(answer)]).toEqual([token, 401, 'runner_unknown']);
  }
});

test('R1: the runner beside the server is paired by itself and keeps its token', async () => {
  const house = await aHouse();
  const folder = await aFolder();
  const path = await localRunnerToken(house.core, folder);
  const token = await readFile(path, 'utf8');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(await localRunnerToken(house.core, folder), 'utf8')).toBe(token);
  const anna = await house.person('anna');
  const runners = async () => (await (await anna.ask('GET', '/api/runners')).json()).runners;
  expect(await runners()).toMatchObject([{ name: 'Этот компьютер', isLocal: true }]);

  // A lost or damaged file: the same runner, another token; the old one is worth nothing.
  for (const damage of ['', 'чепуха', token.slice(0, 30)]) {
    await writeFile(path, damage);
    await localRunnerToken(house.core, folder);
    const fresh = await readFile(path, 'utf8');
    expect(fresh).not.toBe(token);
    const claim = { json: { kinds: [], waitMs: 0 } };
    expect((await house.holderOf(fresh.trim()).ask('POST', '/runner/v1/claim', claim)).status).toBe(204);
    expect((await house.holderOf(token.trim()).ask('POST', '/runner/v1/claim', claim)).status).toBe(401);
    expect(await runners()).toHaveLength(1);
  }
});

test('a started server has the token of its own runner ready, and opens with it', async () => {
  const server = await aServer();
  const token = (await readFile(join(server.folder, 'runner-token'), 'utf8')).trim();
  const claim = await fetch(`${server.url}/runner/v1/claim`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ kinds: ['rendition'], waitMs: 0 }),
  });
  expect(claim.status).toBe(204);
});
