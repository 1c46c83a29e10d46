import { expect, test } from 'vitest';
import { LIMITS } from '#server/http/rate-limit.ts';
import { aHouse } from '../a-house.ts';

/** Routes of accounts that change something and check no secret: a new one is put here knowingly, or gets a limit. */
const CHECK_NO_SECRET = [
  'POST /api/auth/logout',
  'DELETE /api/sessions',
  'DELETE /api/sessions/:id',
  'POST /api/users',
  'PATCH /api/users/:id',
  'POST /api/users/:id/password',
];
const ACCOUNTS = /^\/(?:api\/(?:setup|auth|me|sessions|users)|runner\/v1\/pair)(?:\/|$)/;

test('every endpoint that checks a secret stands in the table of limits and stops hearing wrong ones', async () => {
  const house = await aHouse();
  const anna = await house.person('anna');
  const changing = house.app.routes.filter(
    ({ method, path }) => ACCOUNTS.test(path) && !['GET', 'HEAD', 'ALL'].includes(method),
  );
  const checking = [...new Set(changing.map(({ method, path }) => `${method} ${path}`))].filter(
    (route) => !CHECK_NO_SECRET.includes(route),
  );
  expect(checking.sort()).toEqual(Object.keys(LIMITS).sort());
  for (const route of checking) {
    const [method = '', path = ''] = route.split(' ');
    const wrong = { code: 'guess', login: 'anna', password: 'a wrong password', token: 'guess' };
    const guess = { ...wrong, name: 'guess', current: 'a wrong password', next: 'another good phrase' };
    const statuses = new Set<number>();
    for (let count = 0; count < 60; count++) {
      statuses.add((await anna.ask(method, path, { json: { ...guess, login: `anna${count}` } })).status);
    }
    expect([...statuses].at(-1)).toBe(429);
    expect([...statuses].some((status) => status < 400)).toBe(false);
  }
});
