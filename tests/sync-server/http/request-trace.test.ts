import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { Principal } from '#server/auth/principal.ts';
import { requestTrace } from '#server/http/request-trace.ts';
import { createLineLog } from '#server/log/line-log.ts';
import { ServerMetrics } from '#server/metrics/server-metrics.ts';
import { systemClock, systemRandom } from '#server/ports.ts';
import { UserId } from '#shared/ids.ts';

const USER = UserId.parse('01ARZ3NDEKTSV4RRFFQ69G5FAV');

function anApp() {
  const lines: string[] = [];
  const log = createLineLog((line) => lines.push(line), systemClock, { level: 'debug' });
  const metrics = new ServerMetrics();
  const app = new Hono<{ Variables: { principal: Principal | undefined } }>()
    .use(requestTrace({ log, random: systemRandom, metrics }))
    .use('/mine/*', (c, next) => {
      c.set('principal', { user: USER, login: 'анна', role: 'member', session: 'x' });
      return next();
    })
    .get('/mine/project', (c) => c.json({}, 404))
    .get('/mine/users', (c) => c.json({}, 403))
    .get('/foreign', (c) => c.json({}, 403))
    .get('/bug', () => {
      throw new Error('bug');
    })
    .onError((error, c) => {
      log.error('request_failed', { reason: error.message });
      return c.json({}, 500);
    });
  const events = () => lines.map((line) => JSON.parse(line));
  return { app, metrics, events };
}

test('the number of a request is ours, stands in the answer and in all that is logged for it', async () => {
  const { app, events } = anApp();
  const answer = await app.request('/bug', { headers: { 'x-request-id': 'forged' } });
  const id = answer.headers.get('x-request-id');
  expect(id).toMatch(/^[\w-]{12}$/);
  expect(events().map(({ event, request }) => [event, request])).toEqual([
    ['request_failed', id],
    ['request', id],
  ]);
});

test('a refused access is logged with its person; a wrong address of a stranger is not', async () => {
  const { app, events } = anApp();
  for (const path of ['/mine/project', '/mine/users', '/foreign', '/robots.txt']) await app.request(path);
  const refused = events().filter(({ event }) => event === 'access_refused');
  expect(refused.map(({ path, status, user }) => [path, status, user])).toEqual([
    ['/mine/project', 404, USER],
    ['/mine/users', 403, USER],
    ['/foreign', 403, undefined],
  ]);
});

test('every answer is counted by its class, a failure too', async () => {
  const { app, metrics } = anApp();
  for (const path of ['/mine/project', '/foreign', '/bug']) await app.request(path);
  expect(metrics.registry.text()).toContain('raskadr_http_requests_total{class="4xx"} 2\n');
  expect(metrics.registry.text()).toContain('raskadr_http_requests_total{class="5xx"} 1\n');
});
