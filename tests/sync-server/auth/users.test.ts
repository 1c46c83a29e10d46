import { expect, test } from 'vitest';
import { aHouse, aUlid, faultOf } from '../a-house.ts';
import { GOOD_PASSWORD } from './an-auth.ts';

async function aStudio() {
  const house = await aHouse();
  return { house, root: await house.person('root', 'admin'), anna: await house.person('anna') };
}

test('an admin makes a user who can sign in at once, and lists everybody without their secrets', async () => {
  const { house, root, anna } = await aStudio();
  const json = { login: ' Борис ', password: GOOD_PASSWORD, role: 'member' };
  const made = await root.ask('POST', '/api/users', { json });
  expect(made.status).toBe(201);
  expect(await made.json()).toMatchObject({ login: 'борис', role: 'member', disabledAt: null });
  const signedIn = await house.stranger.ask('POST', '/api/auth/login', {
    json: { login: 'борис', password: GOOD_PASSWORD },
  });
  expect(signedIn.status).toBe(200);
  const { users } = await (await root.ask('GET', '/api/users')).json();
  expect(users.map(({ login }: { login: string }) => login).sort()).toEqual(['anna', 'root', 'борис']);
  expect(Object.keys(users[0]).sort()).toEqual(['createdAt', 'disabledAt', 'id', 'login', 'role']);
  expect(await faultOf(await root.ask('POST', '/api/users', { json }))).toBe('login_taken');
  expect(await faultOf(await anna.ask('GET', '/api/users'))).toBe('forbidden');
});

test('a disabled user is signed out everywhere and cannot sign in until he is enabled', async () => {
  const { house, root, anna } = await aStudio();
  const disabled = await root.ask('PATCH', `/api/users/${anna.id}`, { json: { disabled: true } });
  expect(await disabled.json()).toMatchObject({ login: 'anna', disabledAt: expect.any(Number) });
  expect(await faultOf(await anna.ask('GET', '/api/me'))).toBe('not_signed_in');
  const login = { json: { login: 'anna', password: GOOD_PASSWORD } };
  expect(await faultOf(await house.stranger.ask('POST', '/api/auth/login', login))).toBe('wrong_login');

  const enabled = await root.ask('PATCH', `/api/users/${anna.id}`, { json: { disabled: false } });
  expect(await enabled.json()).toMatchObject({ disabledAt: null });
  expect((await anna.ask('GET', '/api/me')).status).toBe(401);
  expect((await house.stranger.ask('POST', '/api/auth/login', login)).status).toBe(200);
});

test('the last admin who can sign in stays one, however many requests come at once', async () => {
  const { root, anna } = await aStudio();
  const path = `/api/users/${root.id}`;
  expect(await faultOf(await root.ask('PATCH', path, { json: { role: 'member' } }))).toBe('last_admin');
  expect(await faultOf(await root.ask('PATCH', path, { json: { disabled: true } }))).toBe('last_admin');
  expect((await root.ask('GET', '/api/me')).status).toBe(200);
  await root.ask('PATCH', `/api/users/${anna.id}`, { json: { role: 'admin' } });
  const answers = await Promise.all([
    root.ask('PATCH', `/api/users/${anna.id}`, { json: { disabled: true } }),
    anna.ask('PATCH', path, { json: { role: 'member' } }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test('who is an admin no longer is refused at the next request', async () => {
  const { house, root, anna } = await aStudio();
  await root.ask('PATCH', `/api/users/${anna.id}`, { json: { role: 'admin' } });
  expect((await anna.ask('GET', '/api/users')).status).toBe(200);
  await root.ask('PATCH', `/api/users/${anna.id}`, { json: { role: 'member' } });
  expect((await anna.ask('GET', '/api/users')).status).toBe(403);
  const made = await anna.ask('POST', '/api/users', {
    json: { login: 'own', password: GOOD_PASSWORD, role: 'admin' },
  });
  expect(made.status).toBe(403);
  expect(
    await house.core.database.read({ sql: "SELECT 1 FROM users WHERE login = 'own'", args: [] }),
  ).toEqual([]);
});

test('an admin sets a password: the old one is worth nothing and all sessions of the user end', async () => {
  const { house, root, anna } = await aStudio();
  const path = `/api/users/${anna.id}/password`;
  expect(await faultOf(await root.ask('POST', path, { json: { password: 'short' } }))).toBe('weak_password');
  expect((await anna.ask('GET', '/api/me')).status).toBe(200);
  expect((await root.ask('POST', path, { json: { password: 'another good phrase' } })).status).toBe(204);
  expect((await anna.ask('GET', '/api/me')).status).toBe(401);
  expect((await root.ask('GET', '/api/me')).status).toBe(200);
  const logIn = (password: string) =>
    house.stranger.ask('POST', '/api/auth/login', { json: { login: 'anna', password } });
  expect((await logIn(GOOD_PASSWORD)).status).toBe(401);
  expect((await logIn('another good phrase')).status).toBe(200);
});

test('bad input and unknown ids are refused in words, never with a stack', async () => {
  const { root, anna } = await aStudio();
  const cases: [string, string, unknown, number][] = [
    ['POST', '/api/users', { login: 'a b', password: GOOD_PASSWORD, role: 'member' }, 400],
    ['POST', '/api/users', { login: 'new', password: 'x', role: 'member' }, 400],
    ['POST', '/api/users', { login: 'new', password: GOOD_PASSWORD, role: 'owner' }, 400],
    ['POST', '/api/users', { login: 'new', password: GOOD_PASSWORD.repeat(100), role: 'member' }, 400],
    ['POST', '/api/users', null, 400],
    ['PATCH', `/api/users/${anna.id}`, { role: 'king' }, 400],
    ['PATCH', `/api/users/${anna.id}`, { disabled: 'yes' }, 400],
    ['PATCH', '/api/users/nobody', { disabled: true }, 400],
    ['PATCH', `/api/users/${aUlid()}`, { disabled: true }, 404],
    ['POST', `/api/users/${aUlid()}/password`, { password: GOOD_PASSWORD }, 404],
  ];
  for (const [method, path, json, status] of cases) {
    const answer = await root.ask(method, path, { json });
    expect(answer.status, `${method} ${path} ${JSON.stringify(json)}`).toBe(status);
    expect(await answer.json()).toMatchObject({ message: expect.stringMatching(/^[А-ЯЁ].*\.$/) });
  }
  const nothing = await root.ask('PATCH', `/api/users/${anna.id}`, { json: {} });
  expect(await nothing.json()).toMatchObject({ login: 'anna', role: 'member', disabledAt: null });
});
