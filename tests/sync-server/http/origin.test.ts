import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { isForeignUpgrade, originGuard, originRulesOf } from '#server/http/origin.ts';

const LOCAL = { host: '127.0.0.1', publicUrl: undefined };
const PUBLIC = { host: '127.0.0.1', publicUrl: 'https://studio.example' };
const EVERYWHERE = { host: '0.0.0.0', publicUrl: undefined };
const ABSENT = undefined;

type Config = typeof LOCAL | typeof PUBLIC;
type Sent = { host?: string; site?: string | undefined; origin?: string | undefined };

function headersOf({ host = '127.0.0.1:7420', site, origin }: Sent): Record<string, string> {
  return { host, ...(site && { 'sec-fetch-site': site }), ...(origin && { origin }) };
}

async function passes(config: Config, method: string, sent: Sent): Promise<boolean> {
  const app = new Hono().use(originGuard(originRulesOf(config))).all('*', (c) => c.text('in'));
  const response = await app.request('/api/anything', { method, headers: headersOf(sent) });
  if (response.status !== 200) {
    expect(response.status).toBe(403);
    if (method !== 'HEAD') expect(await response.json()).toMatchObject({ fault: { code: 'foreign_origin' } });
  }
  return response.status === 200;
}

function upgradePasses(config: Config, sent: Sent): boolean {
  const headers = headersOf(sent);
  const facts = { method: 'GET', header: (name: string) => headers[name], remoteAddress: '127.0.0.1' };
  return !isForeignUpgrade(facts, originRulesOf(config));
}

const OWN = 'http://127.0.0.1:7420';
const OTHER = 'https://evil.example';

test.for([
  // [Sec-Fetch-Site, Origin, passes]
  ['same-origin', OWN, true],
  ['same-origin', ABSENT, true],
  ['none', OWN, true],
  ['none', ABSENT, true],
  [ABSENT, OWN, true],
  [ABSENT, ABSENT, true],
  ['same-origin', OTHER, false],
  ['none', OTHER, false],
  [ABSENT, OTHER, false],
  [ABSENT, 'null', false],
  [ABSENT, 'http://127.0.0.1:7421', false],
  [ABSENT, 'http://localhost:7420', false],
  [ABSENT, 'http://127.0.0.1:7420.evil.example', false],
  [ABSENT, 'chrome-extension://127.0.0.1:7420', false],
  [ABSENT, 'not a url', false],
  ['same-site', OWN, false],
  ['same-site', ABSENT, false],
  ['cross-site', OWN, false],
  ['cross-site', ABSENT, false],
  ['cross-site', OTHER, false],
  ['Same-Origin', OWN, false],
  ['same-origin, cross-site', OWN, false],
] as const)(
  'Sec-Fetch-Site %s with Origin %s: a change and an upgrade pass = %s',
  async ([site, origin, expected]) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      expect(await passes(LOCAL, method, { site, origin })).toBe(expected);
    }
    expect(upgradePasses(LOCAL, { site, origin })).toBe(expected);
    for (const method of ['GET', 'HEAD']) expect(await passes(LOCAL, method, { site, origin })).toBe(true);
  },
);

test.for([
  ['127.0.0.1:7420', true],
  ['127.0.0.1', true],
  ['localhost:9', true],
  ['LOCALHOST:7420', true],
  ['[::1]:7420', true],
  ['studio.example', true],
  ['studio.example:8443', true],
  ['evil.example', false],
  ['evil.example:7420', false],
  ['localhost.evil.example', false],
  ['127.0.0.1.nip.io', false],
  ['evil.example@127.0.0.1', false],
  ['127.0.0.1/evil.example', false],
  ['192.168.0.7:7420', false],
  ['0.0.0.0:7420', false],
  [' ', false],
] as const)('on loopback the name %s in Host is served = %s, whatever is asked', async ([host, expected]) => {
  const config = { host: '127.0.0.1', publicUrl: 'http://studio.example' };
  for (const method of ['GET', 'HEAD', 'POST']) expect(await passes(config, method, { host })).toBe(expected);
  expect(upgradePasses(config, { host })).toBe(expected);
});

test('a name that a page has bent to this machine is refused, although the browser calls it the same origin', async () => {
  const rebound = { host: 'evil.example:7420', site: 'same-origin', origin: 'http://evil.example:7420' };
  expect(await passes(LOCAL, 'POST', rebound)).toBe(false);
  expect(upgradePasses(LOCAL, rebound)).toBe(false);
});

test('a server open to the network answers to any name, and still to no other site', async () => {
  expect(await passes(EVERYWHERE, 'GET', { host: '192.168.0.7:7420' })).toBe(true);
  const host = '192.168.0.7:7420';
  expect(await passes(EVERYWHERE, 'POST', { host, origin: `http://${host}` })).toBe(true);
  expect(await passes(EVERYWHERE, 'POST', { host, origin: OTHER })).toBe(false);
});

test('behind a proxy the public address is the own one, with either Host, and only by its own scheme', async () => {
  const origin = 'https://studio.example';
  for (const host of ['studio.example', '127.0.0.1:7420']) {
    expect(await passes(PUBLIC, 'POST', { host, site: 'same-origin', origin })).toBe(true);
    expect(upgradePasses(PUBLIC, { host, origin })).toBe(true);
  }
  expect(await passes(PUBLIC, 'POST', { host: 'studio.example', origin: 'http://studio.example' })).toBe(
    false,
  );
  expect(
    await passes(PUBLIC, 'POST', { host: 'studio.example', origin: 'https://studio.example:8443' }),
  ).toBe(false);
});

test('a default port may be left out of Host', async () => {
  const config = { host: '0.0.0.0', publicUrl: undefined };
  expect(await passes(config, 'POST', { host: 'studio.lan:80', origin: 'http://studio.lan' })).toBe(true);
  expect(await passes(config, 'POST', { host: 'studio.lan:443', origin: 'https://studio.lan' })).toBe(true);
  expect(await passes(config, 'POST', { host: 'studio.lan:443', origin: 'http://studio.lan' })).toBe(false);
});
