import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { SqlError } from '#server/database/sql-error.ts';
import { anAuth, aUser, DAY_MS, GOOD_PASSWORD, HOUR_MS, MINUTE_MS } from './an-auth.ts';

test('a session used within every fortnight lives 90 days and not a moment longer', async () => {
  await using world = await anAuth();
  const me = await aUser(world.auth);
  const token = await world.auth.sessions.open(me.id, 'test');
  for (let day = 0; day < 84; day += 14) {
    world.clock.advance(14 * DAY_MS - 1);
    expect(await world.auth.sessions.validate(token)).toMatchObject({
      user: me.id,
      login: 'anna',
      role: 'admin',
    });
  }
  world.clock.advance(6 * DAY_MS + 5);
  expect(await world.auth.sessions.validate(token)).toBeDefined();
  world.clock.advance(1);
  expect(await world.auth.sessions.validate(token)).toBeUndefined();
});

test('a session not used for 14 days is over', async () => {
  await using world = await anAuth();
  const token = await world.auth.sessions.open((await aUser(world.auth)).id, 'test');
  world.clock.advance(14 * DAY_MS);
  expect(await world.auth.sessions.validate(token)).toBeUndefined();
});

test('a session is renewed at most once an hour', async () => {
  let commits = 0;
  await using world = await anAuth({
    wrap: (driver) => ({
      ...driver,
      commit: (statements) => {
        commits++;
        return driver.commit(statements);
      },
    }),
  });
  const token = await world.auth.sessions.open((await aUser(world.auth)).id, 'test');
  commits = 0;
  for (let minute = 0; minute < 180; minute++) {
    await world.auth.sessions.validate(token);
    world.clock.advance(MINUTE_MS);
  }
  expect(commits).toBe(2);
});

test('a full disk signs nobody out', async () => {
  let isFull = false;
  await using world = await anAuth({
    wrap: (driver) => ({
      ...driver,
      commit: (statements) =>
        isFull
          ? Promise.reject(new SqlError('SQLITE_FULL', 'database or disk is full'))
          : driver.commit(statements),
    }),
  });
  const token = await world.auth.sessions.open((await aUser(world.auth)).id, 'test');
  isFull = true;
  world.clock.advance(2 * HOUR_MS);
  expect(await world.auth.sessions.validate(token)).toBeDefined();
  isFull = false;
});

test('only the exact secret of a session opens it', async () => {
  await using world = await anAuth();
  const me = await aUser(world.auth);
  const [one, other] = [await world.auth.sessions.open(me.id, ''), await world.auth.sessions.open(me.id, '')];
  const [id] = one.split('.');
  const [, secret = ''] = other.split('.');
  expect(await world.auth.sessions.validate(`${id}.${secret}`)).toBeUndefined();
  for (let position = 0; position < one.length; position++) {
    const forged = one.slice(0, position) + (one[position] === 'A' ? 'B' : 'A') + one.slice(position + 1);
    expect(await world.auth.sessions.validate(forged)).toBeUndefined();
  }
  expect(await world.auth.sessions.validate(one)).toBeDefined();
});

test('1,000 random tokens and cookies are refused without a throw', async () => {
  await using world = await anAuth();
  await aUser(world.auth);
  const shaped = fc.stringMatching(/^[\w-]{22}\.[\w-]{43}$/);
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), shaped), async (token) => {
      expect(await world.auth.sessions.validate(token)).toBeUndefined();
    }),
    { numRuns: 500 },
  );
  const cookie = fc.string({
    unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
  });
  await fc.assert(
    fc.asyncProperty(cookie, fc.boolean(), async (text, named) => {
      const response = await world.send('/api/me', { headers: { cookie: named ? `rs=${text}` : text } });
      expect(response.status).toBe(401);
    }),
    { numRuns: 500 },
  );
});

test('a revoked session is over at once, listeners hear of it, and the sweep finds it', async () => {
  await using world = await anAuth();
  const { sessions } = world.auth;
  const me = await aUser(world.auth);
  const tokens = [];
  for (let count = 0; count < 4; count++) tokens.push(await sessions.open(me.id, 'test'));
  const ids = tokens.map((token) => token.split('.')[0] ?? '');
  const heard: string[][] = [];
  const stop = sessions.onSessionsRevoked((revoked) => heard.push([...revoked].sort()));

  await sessions.revokeSession(ids[0] ?? '');
  await sessions.revokeSessionsOf(me.id, ids[3]);
  expect(heard).toEqual([[ids[0]], [ids[1], ids[2]].sort()]);
  const answers = await Promise.all(tokens.map((token) => sessions.validate(token)));
  expect(answers.map((principal) => principal?.session)).toEqual([undefined, undefined, undefined, ids[3]]);
  expect(await sessions.findDead(ids)).toEqual(ids.slice(0, 3));

  stop();
  await sessions.revokeSessionsOf(me.id);
  expect(heard).toHaveLength(2);
});

test('the sweep finds expired sessions and those of a disabled user', async () => {
  await using world = await anAuth();
  const { sessions } = world.auth;
  const [anna, boris] = [await aUser(world.auth, 'anna'), await aUser(world.auth, 'boris')];
  const token = await sessions.open(boris.id, 'test');
  const ids = [await sessions.open(anna.id, 'test'), token].map((text) => text.split('.')[0] ?? '');
  expect(await sessions.findDead(ids)).toEqual([]);
  await world.database.write([sql('UPDATE users SET disabled_at = 1 WHERE id = ?', boris.id)]);
  expect(await sessions.validate(token)).toBeUndefined();
  expect(await sessions.findDead(ids)).toEqual([ids[1]]);
  world.clock.advance(14 * DAY_MS);
  expect(await sessions.findDead([...ids, 'unknown'])).toEqual([...ids, 'unknown']);
});

test('sessions that are over do not gather in the database', async () => {
  await using world = await anAuth();
  const me = await aUser(world.auth);
  for (let count = 0; count < 3; count++) await world.auth.sessions.open(me.id, 'test');
  world.clock.advance(14 * DAY_MS);
  await world.auth.sessions.open(me.id, 'test');
  expect(await world.database.readOne(sql('SELECT count(*) AS n FROM sessions'))).toEqual({ n: 1 });
});

test('neither a password nor a token nor a setup code can be read from the files of the database', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-auth-'));
  try {
    await using world = await anAuth({ url: `file:${join(folder, 'raskadr.db')}` });
    const code = world.auth.setupCode.issue();
    const response = await world.send('/api/setup', {
      json: { code, login: 'anna', password: GOOD_PASSWORD },
    });
    const [id = '', secret = ''] =
      response.headers.getSetCookie()[0]?.split(';')[0]?.slice(3).split('.') ?? [];
    const names = await readdir(folder);
    const bytes = Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
    expect(bytes.includes(id)).toBe(true);
    for (const secretText of [GOOD_PASSWORD, secret, code]) {
      expect(secretText.length).toBeGreaterThan(20);
      expect(bytes.includes(secretText)).toBe(false);
      expect(bytes.includes(Buffer.from(secretText, 'base64url'))).toBe(false);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
