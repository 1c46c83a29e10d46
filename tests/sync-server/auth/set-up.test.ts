import { expect, test } from 'vitest';
import { openSetup } from '#server/auth/set-up.ts';
import { anAuth, aUser, cookieOf, GOOD_PASSWORD, MINUTE_MS } from './an-auth.ts';

type World = Awaited<ReturnType<typeof anAuth>>;

function setUp(world: World, code: string, body: { login?: string; password?: string } = {}) {
  return world.send('/api/setup', { json: { code, login: 'anna', password: GOOD_PASSWORD, ...body } });
}

async function codeOf(response: Response): Promise<unknown> {
  return (await response.json()).fault?.code;
}

test('the code makes the first account, an admin that is signed in, and closes the setup', async () => {
  await using world = await anAuth();
  const code = (await openSetup(world.auth)) ?? '';
  expect(code).toMatch(/^[\w-]{22}$/);
  expect(await (await world.send('/api/setup')).json()).toEqual({ open: true, me: null });
  const response = await setUp(world, code, { login: ' Anna ' });
  expect(await response.json()).toMatchObject({ login: 'anna', role: 'admin' });
  expect((await world.send('/api/me', { cookie: cookieOf(response) })).status).toBe(200);
  expect(await (await world.send('/api/setup')).json()).toEqual({ open: false, me: null });
  const again = await setUp(world, code, { login: 'boris' });
  expect([again.status, await codeOf(again)]).toEqual([403, 'setup_closed']);
  expect(await openSetup(world.auth)).toBeUndefined();
  expect((await world.logIn('anna')).status).toBe(200);
});

test('of two that hold the code and come at once, one gets the account', async () => {
  await using world = await anAuth();
  const code = (await openSetup(world.auth)) ?? '';
  const logins = ['anna', 'boris', 'vera', 'gleb'];
  const answers = await Promise.all(logins.map((login) => setUp(world, code, { login })));
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 403, 403, 403]);
  const refused = answers.filter((answer) => answer.status === 403);
  expect(await Promise.all(refused.map(codeOf))).toEqual(['setup_closed', 'setup_closed', 'setup_closed']);
  expect(refused.every((answer) => answer.headers.getSetCookie().length === 0)).toBe(true);
});

test('a code of the terminal is good for 30 minutes', async () => {
  await using world = await anAuth();
  const code = (await openSetup(world.auth)) ?? '';
  world.clock.advance(30 * MINUTE_MS);
  const late = await setUp(world, code);
  expect([late.status, await codeOf(late)]).toEqual([403, 'wrong_setup_code']);
  const next = (await openSetup(world.auth)) ?? '';
  world.clock.advance(30 * MINUTE_MS - 1);
  expect(await codeOf(await setUp(world, code))).toBe('wrong_setup_code');
  expect((await setUp(world, next)).status).toBe(200);
});

test('without an issued code no code opens the setup', async () => {
  await using world = await anAuth();
  for (const code of ['', 'undefined', 'A'.repeat(22)]) {
    expect(await codeOf(await setUp(world, code))).toBe('wrong_setup_code');
  }
});

test('a weak password does not spend the code', async () => {
  await using world = await anAuth();
  const code = (await openSetup(world.auth)) ?? '';
  for (let count = 0; count < 15; count++) {
    expect(await codeOf(await setUp(world, code, { password: 'password1' }))).toBe('weak_password');
  }
  expect((await setUp(world, code)).status).toBe(200);
});

test('an account added by the command closes the setup, code or no code', async () => {
  await using world = await anAuth();
  const code = (await openSetup(world.auth)) ?? '';
  await aUser(world.auth, 'boris');
  expect(await codeOf(await setUp(world, code))).toBe('setup_closed');
});

test('ten wrong codes from one address are heard, the eleventh is not', async () => {
  await using world = await anAuth();
  const code = (await openSetup(world.auth)) ?? '';
  for (let count = 0; count < 10; count++) await setUp(world, 'guess');
  expect((await setUp(world, code)).status).toBe(429);
});

test('added users are members but the first, and a login is given once', async () => {
  await using world = await anAuth();
  expect((await aUser(world.auth, 'anna')).role).toBe('admin');
  expect((await aUser(world.auth, 'boris')).role).toBe('member');
  await expect(aUser(world.auth, 'ANNA ')).rejects.toThrow('login_taken');
  await expect(aUser(world.auth, 'a b')).rejects.toThrow('bad_input');
  await expect(aUser(world.auth, 'vera', 'раскадр1')).rejects.toThrow('weak_password');
});

test('of users added at once exactly one is the admin', async () => {
  await using world = await anAuth();
  const users = await Promise.all(['anna', 'boris', 'vera', 'gleb'].map((login) => aUser(world.auth, login)));
  expect(users.map((user) => user.role).sort()).toEqual(['admin', 'member', 'member', 'member']);
});
