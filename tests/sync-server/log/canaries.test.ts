import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ServerProcess } from '../../server-process.ts';
import { RawSocket } from '../a-server.ts';

const PASSWORD = 'canary-password-чайка';
const WRONG_PASSWORD = 'canary-wrong-ворона';
const METRICS_TOKEN = 'canary-metrics-token-0001';
const REVIEW_TOKEN = 'canary-review-token-01';

/** The shipped program, made to log everything, and everything a person can send it that must not be written down. */
test('no password, session, setup code or token reaches the log of a real server', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'raskadr-canary-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  await using server = await ServerProcess.start({
    dataDir,
    env: { LOG_LEVEL: 'debug', RASKADR_METRICS_TOKEN: METRICS_TOKEN },
  });
  const code = server.setupCode ?? '';
  const send = (path: string, body: unknown, cookie = '') =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  await send('/api/setup', { code: `${code}x`, login: 'анна', password: PASSWORD });
  const made = await send('/api/setup', { code, login: 'анна', password: PASSWORD });
  expect(made.status).toBeLessThan(300);
  await send('/api/auth/login', { login: 'анна', password: WRONG_PASSWORD });
  // A password typed into the field of the login, and one in JSON that ends too soon.
  await send('/api/auth/login', { login: PASSWORD, password: 'x' });
  await send('/api/auth/login', `{"login":"анна","password":"${PASSWORD}`);
  const signedIn = await send('/api/auth/login', { login: 'анна', password: PASSWORD });
  const cookie = (signedIn.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  const [, token = ''] = cookie.split('=');
  expect(token).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
  await send('/api/projects', { name: 'Фильм' }, cookie);

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}${path}`, { headers });
  await get('/metrics', { authorization: `Bearer ${METRICS_TOKEN}` });
  await get('/metrics', { authorization: `Bearer ${METRICS_TOKEN}x` });
  await get(`/r/${REVIEW_TOKEN}`);
  await get(`/api/review/${REVIEW_TOKEN}/view`);
  await get(`/api/me?token=${token}`, { cookie });
  await get(`/api/${token}`, { cookie });
  const socket = new RawSocket(`${server.url.replace('http', 'ws')}/y/${token}?token=${token}`, { cookie });
  await socket.closed;
  const { headers } = await get('/api/me', { cookie });
  await send('/api/auth/logout', {}, cookie);
  await server.stop();

  // The log is there: it has the request that was asked last but one, by the number the client was told.
  expect(server.stderr).toContain(headers.get('x-request-id'));
  expect(server.stderr).toContain('sign_in_refused');
  const [id = '', secret = ''] = token.split('.');
  const secrets = { PASSWORD, WRONG_PASSWORD, METRICS_TOKEN, REVIEW_TOKEN, code, id, secret };
  for (const [name, value] of Object.entries(secrets))
    expect.soft(server.stderr.includes(value), name).toBe(false);
  for (const line of server.stderr.trim().split('\n')) expect.soft(() => JSON.parse(line)).not.toThrow();
});
