import { expect, test } from 'vitest';
import { aHouse, faultOf } from '../a-house.ts';
import { GOOD_PASSWORD, HOUR_MS, MINUTE_MS } from './an-auth.ts';

const NEXT = 'another good phrase';

async function aStudio() {
  const house = await aHouse();
  const anna = await house.person('anna');
  house.clock.advance(2 * HOUR_MS);
  const phone = await house.signedIn(anna);
  return { house, anna, phone, boris: await house.person('boris') };
}

test('a user sees his own sessions, this one marked, and nothing that opens them', async () => {
  const { anna, boris } = await aStudio();
  const { sessions } = await (await anna.ask('GET', '/api/sessions')).json();
  expect(sessions.map(({ isThis }: { isThis: boolean }) => isThis).sort()).toEqual([false, true]);
  expect(sessions[0]).toEqual({
    id: expect.any(String),
    createdAt: expect.any(Number),
    lastSeenAt: expect.any(Number),
    userAgent: 'Firefox',
    isThis: expect.any(Boolean),
  });
  expect(JSON.stringify(sessions)).not.toContain(anna.cookie.split('.')[1]);
  expect((await (await boris.ask('GET', '/api/sessions')).json()).sessions).toHaveLength(1);
});

test('a user ends one session, or all but this one, and never those of others', async () => {
  const { house, anna, phone, boris } = await aStudio();
  const { sessions } = await (await phone.ask('GET', '/api/sessions')).json();
  const other = sessions.find(({ isThis }: { isThis: boolean }) => !isThis);
  const path = `/api/sessions/${other.id}`;
  expect(await faultOf(await boris.ask('DELETE', path))).toBe('session_not_found');
  expect((await anna.ask('GET', '/api/me')).status).toBe(200);
  expect((await phone.ask('DELETE', path)).status).toBe(204);
  expect((await anna.ask('GET', '/api/me')).status).toBe(401);
  expect(await faultOf(await phone.ask('DELETE', path))).toBe('session_not_found');

  const tablet = await house.signedIn(phone);
  expect((await phone.ask('DELETE', '/api/sessions')).status).toBe(204);
  expect((await tablet.ask('GET', '/api/me')).status).toBe(401);
  expect((await phone.ask('GET', '/api/me')).status).toBe(200);
  expect((await boris.ask('GET', '/api/me')).status).toBe(200);
});

test('a new password ends all other sessions and makes the token of this one worthless', async () => {
  const { house, anna, phone } = await aStudio();
  const stolen = phone.cookie;
  const ended: string[] = [];
  house.auth.sessions.onSessionsRevoked((ids) => ended.push(...ids));
  const change = await phone.ask('POST', '/api/me/password', {
    json: { current: GOOD_PASSWORD, next: NEXT },
  });
  expect(change.status).toBe(204);
  expect(phone.cookie).not.toBe(stolen);
  expect((await phone.ask('GET', '/api/me')).status).toBe(200);
  expect((await anna.ask('GET', '/api/me')).status).toBe(401);
  expect((await house.stranger.ask('GET', '/api/me', { headers: { cookie: stolen } })).status).toBe(401);
  // The session itself goes on, and with it the sockets of this browser.
  expect(ended).toEqual([anna.cookie.replace('rs=', '').split('.')[0]]);
  const logIn = (password: string) =>
    house.stranger.ask('POST', '/api/auth/login', { json: { login: 'anna', password } });
  expect((await logIn(GOOD_PASSWORD)).status).toBe(401);
  expect((await logIn(NEXT)).status).toBe(200);
});

test('a wrong current password or a weak new one changes nothing, and guesses are counted', async () => {
  const { house, anna, phone } = await aStudio();
  const change = (current: string, next: string) =>
    phone.ask('POST', '/api/me/password', { json: { current, next } });
  expect(await faultOf(await change('wrong', NEXT))).toBe('wrong_password');
  expect(await faultOf(await change(GOOD_PASSWORD, 'anna'))).toBe('weak_password');
  expect((await anna.ask('GET', '/api/me')).status).toBe(200);
  const statuses: number[] = [];
  for (let guess = 0; guess < 12; guess++) statuses.push((await change(`guess ${guess}`, NEXT)).status);
  expect(statuses.at(-1)).toBe(429);
  expect((await change(GOOD_PASSWORD, NEXT)).status).toBe(429);
  house.clock.advance(16 * MINUTE_MS);
  expect((await change(GOOD_PASSWORD, NEXT)).status).toBe(204);
});

test('a login with the old password that was being checked meanwhile begins no session', async () => {
  const { house, anna } = await aStudio();
  const { passwords } = house.auth;
  const verify = passwords.verify.bind(passwords);
  const checked = Promise.withResolvers<void>();
  const changed = Promise.withResolvers<void>();
  passwords.verify = async (...asked) => {
    const isRight = await verify(...asked);
    checked.resolve();
    await changed.promise;
    return isRight;
  };
  const login = { json: { login: 'anna', password: GOOD_PASSWORD } };
  const late = house.stranger.ask('POST', '/api/auth/login', login);
  await checked.promise;
  const root = await house.person('root', 'admin');
  await root.ask('POST', `/api/users/${anna.id}/password`, { json: { password: NEXT } });
  changed.resolve();
  expect(await faultOf(await late)).toBe('wrong_login');
  expect(await house.auth.sessions.list(anna.id)).toEqual([]);
});

test('of two changes of a password at once one stands, and its browser alone stays signed in', async () => {
  const { house, anna, phone } = await aStudio();
  const change = (person: typeof anna, next: string) =>
    person.ask('POST', '/api/me/password', { json: { current: GOOD_PASSWORD, next } });
  const answers = await Promise.all([change(anna, 'first good phrase'), change(phone, 'second good phrase')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 403]);
  const [winner, loser] = answers[0]?.status === 204 ? [anna, phone] : [phone, anna];
  expect((await winner.ask('GET', '/api/me')).status).toBe(200);
  expect((await loser.ask('GET', '/api/me')).status).toBe(401);
  expect(await house.auth.sessions.list(anna.id)).toHaveLength(1);
});
