import { expect, test } from 'vitest';
import { LIMITS } from '#server/http/rate-limit.ts';
import { anAuth } from './an-auth.ts';

/** Routes that change something and check no secret: a new one is put here knowingly, or gets a limit. */
const CHECK_NO_SECRET = ['POST /api/auth/logout'];

test('every endpoint that checks a secret stands in the table of limits and stops hearing wrong ones', async () => {
  await using world = await anAuth();
  const changing = world.app.routes.filter(({ method }) => !['GET', 'HEAD', 'ALL'].includes(method));
  const checking = [...new Set(changing.map(({ method, path }) => `${method} ${path}`))].filter(
    (route) => !CHECK_NO_SECRET.includes(route),
  );
  expect(checking.sort()).toEqual(Object.keys(LIMITS).sort());
  for (const route of checking) {
    const [method = '', path = ''] = route.split(' ');
    const wrong = { code: 'guess', login: 'anna', password: 'a wrong password', token: 'guess' };
    const statuses = new Set<number>();
    for (let count = 0; count < 60; count++) {
      statuses.add((await world.send(path, { method, json: { ...wrong, login: `anna${count}` } })).status);
    }
    expect([...statuses].at(-1)).toBe(429);
    expect([...statuses].some((status) => status < 400)).toBe(false);
  }
});
