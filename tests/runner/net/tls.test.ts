import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { fetchVia } from '#runner/net/fetch-via.ts';
import { createSafeFetch } from '#runner/net/safe-fetch.ts';
import { NotSentError } from '#runner/net/send-to.ts';
import { Authority } from '../../fakes/certificate.ts';
import { FakeProxy } from '../../fakes/proxy.ts';

const HOST = 'atelier.example';
const KEY = 'canary-key-7Qx9';
const DAY_MS = 24 * 3600_000;

const known = new Authority('Known to this program');
const stranger = new Authority('Known to nobody');
const usual = getCACertificates('default');

// As NODE_EXTRA_CA_CERTS does it before a program begins.
beforeAll(() => setDefaultCACertificates([...usual, known.cert]));
afterAll(() => setDefaultCACertificates(usual));

/** A provider behind TLS, and what it was asked. */
async function aProvider(certificate: { key: string; cert: string }) {
  const heard: string[] = [];
  const server = createServer(certificate, async (request, response) => {
    heard.push(`${request.method} ${request.headers.host} ${request.headers.authorization}`);
    for await (const _ of request);
    response.end('done');
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((done) => server.close(() => done()));
  });
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  return { url: `https://${HOST}:${port}`, port, heard };
}

const WAYS = ['directly', 'http', 'https', 'socks5'] as const;

/** The way to a provider whose name resolves to this machine the first time, and elsewhere every other. */
async function aWay(way: (typeof WAYS)[number], url: string, certificate = known.vouchFor(['127.0.0.1'])) {
  const resolved: string[] = [];
  const rules = {
    allowedOrigins: [url],
    resolve: async (host: string) => {
      resolved.push(host);
      return [resolved.length === 1 ? '127.0.0.1' : '127.0.0.99'];
    },
  };
  if (way === 'directly') return { fetch: createSafeFetch(rules), resolved, proxy: undefined };
  const proxy = await FakeProxy.start(way, way === 'https' ? certificate : undefined);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  return { fetch: fetchVia(proxy.url(), rules), resolved, proxy };
}

const ask = { method: 'POST', headers: { authorization: `Bearer ${KEY}` }, body: 'a prompt' };

describe.each(WAYS)('K12, P7, %s', (way) => {
  test('a provider that shows who it is is asked, at the address that was judged, and nobody between reads it', async () => {
    const provider = await aProvider(known.vouchFor([HOST]));
    const { fetch, resolved, proxy } = await aWay(way, provider.url);
    expect(await (await fetch(provider.url, ask)).text()).toBe('done');
    expect(provider.heard).toEqual([`POST ${HOST}:${provider.port} Bearer ${KEY}`]);
    expect(resolved).toEqual([HOST]);
    if (!proxy) return;
    // It was told no name, so that it cannot take us elsewhere by one.
    expect(proxy.asked).toEqual([`127.0.0.1:${provider.port}`]);
    const passed = Buffer.concat(proxy.passed);
    expect(passed.length).toBeGreaterThan(200);
    for (const secret of [KEY, 'a prompt']) expect(passed.includes(secret)).toBe(false);
  });

  test.each([
    ['vouched for by nobody known', () => stranger.vouchFor([HOST])],
    ['of another name', () => known.vouchFor(['elsewhere.example', '127.0.0.1'])],
    ['that is over', () => known.vouchFor([HOST], { endsInMs: -DAY_MS })],
  ])('with a certificate %s nothing is sent', async (_what, certificate) => {
    const provider = await aProvider(certificate());
    const { fetch, proxy } = await aWay(way, provider.url);
    await expect(fetch(provider.url, ask)).rejects.toBeInstanceOf(NotSentError);
    expect(provider.heard).toEqual([]);
    expect(Buffer.concat(proxy?.passed ?? []).includes(KEY)).toBe(false);
    // Nor does anything stay open for it.
    await expect.poll(() => proxy?.open ?? 0).toBe(0);
  });
});

test('K12: a proxy over TLS that does not show who it is gets no word of the login', async () => {
  const provider = await aProvider(known.vouchFor([HOST]));
  const { fetch, proxy } = await aWay('https', provider.url, stranger.vouchFor(['127.0.0.1']));
  await expect(fetch(provider.url, ask)).rejects.toBeInstanceOf(NotSentError);
  expect([proxy?.asked, provider.heard]).toEqual([[], []]);
});
