import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { createServer as createSecure } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { fetchVia } from '#runner/net/fetch-via.ts';
import { AddressRefusedError } from '#runner/net/safe-fetch.ts';
import { NotSentError, sendTo } from '#runner/net/send-to.ts';
import { tunnelOf } from '#runner/net/tunnel.ts';
import { FakeProxy } from '../../fakes/proxy.ts';

const SCHEMES = ['http', 'socks5'] as const;

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // A server that listens on TCP has such an address.
  return (server.address() as AddressInfo).port;
}

async function aProxy(scheme: 'http' | 'socks5'): Promise<FakeProxy> {
  const proxy = await FakeProxy.start(scheme);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  return proxy;
}

/** Says back what it was sent. */
async function anEcho(): Promise<{ url: string; port: number; heard: string[] }> {
  const heard: string[] = [];
  const server = createHttp(async (request, response) => {
    heard.push(`${request.method} ${request.url} ${request.headers.host}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.end(Buffer.concat([Buffer.from('heard: '), ...chunks]));
  });
  onTestFinished(() => server.closeAllConnections());
  const port = await listening(server);
  return { url: `http://127.0.0.1:${port}`, port, heard };
}

test.each(SCHEMES)('K12, %s: a request goes through the proxy and back, also a large one', async (scheme) => {
  const [proxy, echo] = [await aProxy(scheme), await anEcho()];
  const fetch = fetchVia(proxy.url(), { allowedOrigins: [echo.url] });
  const body = 'кит '.repeat(100_000);
  const answer = await fetch(`${echo.url}/tasks?a=1`, { method: 'POST', body });
  expect(await answer.text()).toBe(`heard: ${body}`);
  expect(proxy.asked).toEqual([`127.0.0.1:${echo.port}`]);
  expect(echo.heard).toEqual([`POST /tasks?a=1 127.0.0.1:${echo.port}`]);
});

test.each(SCHEMES)('K12, %s: with a wrong word nothing is sent', async (scheme) => {
  const [proxy, echo] = [await aProxy(scheme), await anEcho()];
  const fetch = fetchVia(proxy.url('wrong'), { allowedOrigins: [echo.url] });
  await expect(fetch(echo.url)).rejects.toBeInstanceOf(NotSentError);
  expect([proxy.asked, echo.heard]).toEqual([[], []]);
});

test.each(SCHEMES)(
  'K12, %s: a proxy that is away, or that cannot get there, has sent nothing',
  async (scheme) => {
    const proxy = await aProxy(scheme);
    const gone = createServer();
    const port = await listening(gone);
    await new Promise<void>((done) => gone.close(() => done()));
    const away = `http://127.0.0.1:${port}`;
    await expect(fetchVia(proxy.url(), { allowedOrigins: [away] })(away)).rejects.toBeInstanceOf(
      NotSentError,
    );
    const nobody = `${scheme}://127.0.0.1:${port}`;
    await expect(fetchVia(nobody, { allowedOrigins: [away] })(away)).rejects.toBeInstanceOf(NotSentError);
  },
);

test.each(SCHEMES)('K12, %s: what is private is not asked for through a proxy either', async (scheme) => {
  const [proxy, echo] = [await aProxy(scheme), await anEcho()];
  const fetch = fetchVia(proxy.url(), { allowedOrigins: [] });
  await expect(fetch(echo.url)).rejects.toBeInstanceOf(AddressRefusedError);
  expect([proxy.asked, echo.heard]).toEqual([[], []]);
});

test.each(SCHEMES)('K12, %s: TLS is spoken with the other side, by its name', async (scheme) => {
  const proxy = await aProxy(scheme);
  const named: string[] = [];
  const server = createSecure({
    SNICallback: (name, done) => {
      named.push(name);
      done(null);
    },
  });
  const port = await listening(server);
  // Without a certificate there is no handshake; by whom it was wanted is known by then.
  const sent = sendTo('127.0.0.1', {
    url: new URL(`https://atelier.example:${port}/`),
    body: { method: 'GET', headers: new Headers(), bytes: null },
    maxBytes: 1000,
    signal: AbortSignal.timeout(5000),
    tunnel: tunnelOf(proxy.url()),
  });
  await expect(sent).rejects.toBeInstanceOf(NotSentError);
  expect(proxy.asked).toEqual([`127.0.0.1:${port}`]);
  expect(named).toEqual(['atelier.example']);
});

test('K12: a server that hangs up or speaks something else is no proxy', async () => {
  const echo = await anEcho();
  for (const words of ['', 'HTTP/1.1 403 No\r\n\r\n', 'SSH-2.0-x\r\n']) {
    const port = await listening(createServer((socket) => void socket.on('error', () => {}).end(words)));
    for (const scheme of SCHEMES) {
      const fetch = fetchVia(`${scheme}://127.0.0.1:${port}`, { allowedOrigins: [echo.url] });
      await expect(fetch(echo.url), `${scheme} ${words}`).rejects.toBeInstanceOf(NotSentError);
    }
  }
  expect(echo.heard).toEqual([]);
});
