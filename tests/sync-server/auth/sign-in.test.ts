import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { anAuth, aUser, cookieOf, GOOD_PASSWORD, HOUR_MS, MINUTE_MS, tokenOf } from './an-auth.ts';

test('login gives a cookie that opens what is closed without it', async () => {
  await using world = await anAuth();
  const me = await aUser(world.auth);
  expect((await world.send('/api/me')).status).toBe(401);
  const response = await world.logIn('anna');
  expect([response.status, await response.json()]).toEqual([200, me]);
  const answer = await world.send('/api/me', { cookie: cookieOf(response) });
  expect([answer.status, await answer.json()]).toEqual([200, me]);
});

test('a login is the same however its letters are written', async () => {
  await using world = await anAuth();
  await aUser(world.auth, 'йожик');
  for (const login of ['Йожик', ' ЙОЖИК ', 'йожик'.normalize('NFD')]) {
    expect((await world.logIn(login)).status).toBe(200);
  }
});

test('an unknown, a disabled and an impossible login answer like a wrong password, after one hash each', async () => {
  await using world = await anAuth();
  await aUser(world.auth, 'anna');
  const boris = await aUser(world.auth, 'boris');
  await world.database.write([sql('UPDATE users SET disabled_at = 1 WHERE id = ?', boris.id)]);
  const answers = new Set<string>();
  for (const [login, password] of [
    ['anna', 'wrong password'],
    ['nobody', GOOD_PASSWORD],
    ['boris', GOOD_PASSWORD],
    ["' OR 1=1 --", GOOD_PASSWORD],
    ['', ''],
  ] as const) {
    world.derive.runs = 0;
    const response = await world.logIn(login, password);
    expect(world.derive.runs).toBe(1);
    const headers = JSON.stringify([...response.headers]);
    answers.add(`${response.status} ${headers} ${await response.text()}`);
  }
  expect(answers.size).toBe(1);
  expect([...answers][0]).toMatch(/^401 .*wrong_login/);
});

test('the cookie is closed to scripts and other sites, and bound to https where that is the public address', async () => {
  await using plain = await anAuth();
  await aUser(plain.auth);
  const [cookie] = (await plain.logIn('anna')).headers.getSetCookie();
  expect(cookie).toMatch(/^rs=[\w-]{22}\.[\w-]{43}; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/);

  await using secure = await anAuth({ config: { publicUrl: 'https://studio.example' } });
  await aUser(secure.auth);
  const response = await secure.logIn('anna');
  expect(response.headers.getSetCookie()[0]).toMatch(
    /^__Host-rs=[\w.-]+; Max-Age=7776000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect((await secure.send('/api/me', { cookie: cookieOf(response) })).status).toBe(200);
  expect((await secure.send('/api/me', { cookie: `rs=${tokenOf(response)}` })).status).toBe(401);
});

test('only a trusted proxy can say that the browser came by https', async () => {
  await using world = await anAuth({ config: { trustedProxies: ['10.0.0.1'] } });
  await aUser(world.auth);
  const headers = { 'x-forwarded-proto': 'https' };
  expect(cookieOf(await world.logIn('anna', undefined, { headers, address: '10.0.0.1' }))).toMatch(
    /^__Host-rs=/,
  );
  expect(cookieOf(await world.logIn('anna', undefined, { headers, address: '10.0.0.2' }))).toMatch(/^rs=/);
});

test('after logout the old token is worth nothing, and a second logout is no error', async () => {
  await using world = await anAuth();
  await aUser(world.auth);
  const cookie = cookieOf(await world.logIn('anna'));
  for (let count = 0; count < 2; count++) {
    const response = await world.send('/api/auth/logout', { method: 'POST', cookie });
    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie()).toEqual(['rs=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax']);
    expect(response.headers.get('clear-site-data')).toBe('"cache"');
    expect((await world.send('/api/me', { cookie })).status).toBe(401);
  }
});

test('a login ends the session that the browser came with, and only that', async () => {
  await using world = await anAuth();
  await aUser(world.auth);
  const [first, other] = [cookieOf(await world.logIn('anna')), cookieOf(await world.logIn('anna'))];
  const revoked: string[] = [];
  world.auth.sessions.onSessionsRevoked((sessions) => revoked.push(...sessions));
  const second = cookieOf(await world.logIn('anna', undefined, { cookie: first }));
  expect(second).not.toBe(first);
  expect(revoked).toEqual([first.slice(3).split('.')[0]]);
  const statuses = await Promise.all(
    [first, other, second].map(async (cookie) => (await world.send('/api/me', { cookie })).status),
  );
  expect(statuses).toEqual([401, 200, 200]);
});

test('a failed login leaves the session of the browser alone', async () => {
  await using world = await anAuth();
  await aUser(world.auth);
  const cookie = cookieOf(await world.logIn('anna'));
  await world.logIn('anna', 'wrong password', { cookie });
  expect((await world.send('/api/me', { cookie })).status).toBe(200);
});

test('ten wrong passwords for an account from one address close it to that address for a quarter of an hour', async () => {
  await using world = await anAuth();
  await aUser(world.auth);
  for (let count = 0; count < 10; count++) {
    expect((await world.logIn(count % 2 ? 'anna' : ' ANNA ', 'wrong password')).status).toBe(401);
  }
  world.derive.runs = 0;
  world.clock.advance(5 * MINUTE_MS);
  const refused = await world.logIn('anna');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('600');
  expect(world.derive.runs).toBe(0);
  expect((await world.logIn('anna', undefined, { address: '192.0.2.2' })).status).toBe(200);
  expect((await world.logIn('boris')).status).toBe(401);
  world.clock.advance(10 * MINUTE_MS);
  expect((await world.logIn('anna')).status).toBe(200);
});

test('fifty wrong logins from one address, or one IPv6 network, close every account to it', async () => {
  await using world = await anAuth();
  await aUser(world.auth);
  for (const address of [() => '192.0.2.9', (count: number) => `2001:db8:0:7::${count.toString(16)}`]) {
    for (let count = 0; count < 50; count++) {
      await world.logIn(`user${count}`, 'wrong password', { address: address(count) });
    }
    expect((await world.logIn('anna', undefined, { address: address(99) })).status).toBe(429);
  }
});

test('right passwords are not counted, nor do they forgive the wrong ones', async () => {
  await using world = await anAuth();
  await aUser(world.auth);
  for (let count = 0; count < 60; count++) expect((await world.logIn('anna')).status).toBe(200);
  for (let count = 0; count < 10; count++) {
    expect((await world.logIn('anna', 'wrong password')).status).toBe(401);
    if (count < 9) expect((await world.logIn('anna')).status).toBe(200);
  }
  expect((await world.logIn('anna')).status).toBe(429);
});

test('guesses sent all at once are limited like those sent in a row', async () => {
  await using world = await anAuth();
  await aUser(world.auth);
  const answers = await Promise.all(Array.from({ length: 40 }, () => world.logIn('anna', 'wrong password')));
  expect(answers.filter((answer) => answer.status === 401)).toHaveLength(10);
  expect(answers.filter((answer) => answer.status === 429)).toHaveLength(30);
});

test('an invented X-Forwarded-For changes nothing, behind a trusted proxy too', async () => {
  await using world = await anAuth({ config: { trustedProxies: ['10.0.0.0/8'] } });
  await aUser(world.auth);
  const guess = (count: number, tail: string, address: string) =>
    world.logIn('anna', 'wrong password', {
      address,
      headers: { 'x-forwarded-for': `203.0.113.${count}${tail}` },
    });
  for (let count = 0; count < 10; count++) await guess(count, '', '192.0.2.1');
  expect((await guess(11, '', '192.0.2.1')).status).toBe(429);
  for (let count = 0; count < 10; count++) await guess(count, ', 198.51.100.7, 10.0.0.2', '10.0.0.1');
  expect((await guess(11, ', 198.51.100.7', '10.0.0.1')).status).toBe(429);
  expect((await guess(11, ', 198.51.100.8', '10.0.0.1')).status).toBe(401);
});

test('what is not a login request is refused without a hash', async () => {
  await using world = await anAuth();
  const cases: [number, string | undefined, string][] = [
    [400, 'application/json', '{"login":'],
    [400, 'application/json', 'null'],
    [400, 'application/json', '{"login":1,"password":"x"}'],
    [400, 'application/json', JSON.stringify({ login: 'a', password: 'x'.repeat(1025) })],
    [400, 'text/plain', '{"login":"anna","password":"x"}'],
    [400, 'application/x-www-form-urlencoded', 'login=anna&password=x'],
    [400, undefined, ''],
    [413, 'application/json', JSON.stringify({ login: 'a', password: 'x'.repeat(2 ** 21) })],
  ];
  for (const [status, type, body] of cases) {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const response = await world.app.request('/api/auth/login', { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      fault: { code: status === 413 ? 'too_large' : 'bad_input' },
    });
  }
  expect(world.derive.runs).toBe(0);
});

test('the log holds neither passwords nor tokens nor codes, and no login that may be a password', async () => {
  await using world = await anAuth();
  const code = world.auth.setupCode.issue();
  const setUp = await world.send('/api/setup', { json: { code, login: 'anna', password: GOOD_PASSWORD } });
  const signedIn = await world.logIn('anna');
  await world.logIn('anna', 'wrong-password-canary');
  await world.logIn('login-canary', 'password-canary');
  for (let count = 0; count < 12; count++) await world.logIn('anna', 'wrong-password-canary');
  await world.send('/api/auth/logout', { method: 'POST', cookie: cookieOf(signedIn) });
  world.clock.advance(HOUR_MS);
  await world.send('/api/me', { cookie: cookieOf(setUp) });
  const log = world.lines.join('');
  expect(log).toMatch(/set_up.*signed_in.*sign_in_refused.*sign_in_limited.*signed_out/s);
  const secrets = [
    code,
    GOOD_PASSWORD,
    'canary',
    ...[setUp, signedIn].map((response) => tokenOf(response).slice(23)),
  ];
  for (const secret of secrets) expect(log).not.toContain(secret);
});
