import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { AddressRefusedError, createSafeFetch } from '#runner/net/safe-fetch.ts';
import { NotSentError, sendTo } from '#runner/net/send-to.ts';
import { TrapServer } from '../../fakes/trap.ts';
import { VECTORS } from './addresses.ts';

async function aServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on TCP has such an address.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** One answer after the other; the last one again and again. */
function resolverOf(answers: string[][] = [['127.0.0.1']]) {
  const asked: string[] = [];
  const resolve = async (host: string) => {
    asked.push(host);
    return answers[Math.min(asked.length, answers.length) - 1] ?? [];
  };
  return { asked, resolve };
}

test('there are ways enough to try', () => expect(VECTORS.length).toBeGreaterThanOrEqual(40));

test.each(VECTORS)('P7: no request reaches the own net: $what ($url)', async ({ url, answers }) => {
  await using trap = await TrapServer.start();
  const target = url.replace('PORT', String(trap.port));
  const safeFetch = createSafeFetch({ allowedOrigins: [], resolve: resolverOf(answers).resolve });
  await expect(safeFetch(target)).rejects.toBeInstanceOf(NotSentError);
  expect(trap.connections).toBe(0);
});

test.each(VECTORS.filter(({ url }) => url !== '' && !url.startsWith('//')))(
  'P7: nor does a redirect: $what ($url)',
  async ({ url, answers }) => {
    await using trap = await TrapServer.start();
    const location = url.replace('PORT', String(trap.port)).replace(/[\r\n]/g, '');
    const origin = await aServer((_ask, answer) => {
      answer.writeHead(302, { location: encodeURI(location).replaceAll('%25', '%') }).end();
    });
    const safeFetch = createSafeFetch({ allowedOrigins: [origin], resolve: resolverOf(answers).resolve });
    await expect(safeFetch(`${origin}/start`)).rejects.toBeInstanceOf(NotSentError);
    expect(trap.connections).toBe(0);
  },
);

test('P7: a name is resolved once, and every address that was looked at is tried before it is given up', async () => {
  const { asked, resolve } = resolverOf([['93.184.216.34', '2606:4700::1111'], ['127.0.0.1']]);
  const called: string[] = [];
  const send = async (address: string) => {
    called.push(address);
    throw new NotSentError('nobody there');
  };
  const safeFetch = createSafeFetch({ allowedOrigins: [], resolve, send });
  await expect(safeFetch('https://rebound.example.com/')).rejects.toBeInstanceOf(NotSentError);
  expect(asked).toEqual(['rebound.example.com']);
  expect(called).toEqual(['93.184.216.34', '2606:4700::1111']);
});

test('the connection goes to the given address, whatever the name says by now', async () => {
  const origin = await aServer((ask, answer) => void answer.end(ask.headers.host));
  const url = new URL(origin.replace('127.0.0.1', 'rebound.example.com'));
  const body = { method: 'GET', headers: new Headers(), bytes: null };
  const signal = AbortSignal.timeout(5000);
  const response = await sendTo('127.0.0.1', { url, body, maxBytes: 100, signal });
  expect(await response.text()).toBe(url.host);
});

test('P7: an allowed origin is asked with its name and port, and sends us nowhere else', async () => {
  const other = await aServer((_ask, answer) => void answer.end('secret'));
  const origin = await aServer((ask, answer) => {
    if (ask.url === '/away') answer.writeHead(307, { location: `${other}/` }).end();
    else if (ask.url === '/here') answer.writeHead(307, { location: '/file?a=1' }).end();
    else answer.end(`${ask.headers.host} ${ask.url} ${ask.headers.authorization}`);
  });
  const safeFetch = createSafeFetch({ allowedOrigins: [origin, other] });
  const response = await safeFetch(`${origin}/here`, { headers: { authorization: 'Bearer k' } });
  expect(await response.text()).toBe(`${origin.slice(7)} /file?a=1 Bearer k`);
  await expect(safeFetch(`${origin}/away`)).rejects.toBeInstanceOf(AddressRefusedError);
  expect((await safeFetch(`${origin}/away`, { redirect: 'manual' })).status).toBe(307);
});

test('redirects that never end are ended, and what writes is never sent on', async () => {
  let asked = 0;
  const origin = await aServer((_ask, answer) => {
    asked++;
    answer.writeHead(302, { location: '/again' }).end();
  });
  const safeFetch = createSafeFetch({ allowedOrigins: [origin] });
  await expect(safeFetch(`${origin}/`)).rejects.toBeInstanceOf(AddressRefusedError);
  expect(asked).toBe(6);
  expect((await safeFetch(`${origin}/`, { method: 'POST', body: 'x' })).status).toBe(302);
  expect(asked).toBe(7);
});

test('bodies go out whole: texts, bytes and forms', async () => {
  const origin = await aServer((ask, answer) => {
    const chunks: Buffer[] = [];
    ask.on('data', (chunk) => chunks.push(chunk));
    ask.on('end', () =>
      answer.end(`${ask.headers['content-type']?.slice(0, 19)} ${Buffer.concat(chunks).toString()}`),
    );
  });
  const safeFetch = createSafeFetch({ allowedOrigins: [origin] });
  const form = new FormData();
  form.set('picture', new Blob(['bytes']), 'a.png');
  expect(await (await safeFetch(origin, { method: 'POST', body: form })).text()).toMatch(
    /^multipart\/form-data[\s\S]*filename="a.png"[\s\S]*bytes/,
  );
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":"я"}' };
  expect(await (await safeFetch(origin, post)).text()).toBe('application/json {"a":"я"}');
});

test('an answer is unpacked, and neither too long nor too slow', async () => {
  const origin = await aServer((ask, answer) => {
    if (ask.url === '/packed')
      answer.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1000)));
    else if (ask.url === '/long') answer.end(Buffer.alloc(3000));
    else if (ask.url === '/half') {
      answer.writeHead(200, { 'content-length': '100' });
      answer.write('half');
      setImmediate(() => ask.socket.destroy());
    } else if (ask.url === '/slow') answer.write('and then nothing');
    else if (ask.url === '/none') answer.writeHead(204).end();
  });
  const safeFetch = createSafeFetch({ allowedOrigins: [origin] });
  const text = async (path: string, init = {}) =>
    (await safeFetch(origin + path, { maxBytes: 2000, ...init })).text();
  expect(await text('/packed')).toBe('x'.repeat(1000));
  expect(await text('/none')).toBe('');
  await expect(text('/packed', { maxBytes: 999 })).rejects.toThrow();
  await expect(text('/long')).rejects.toThrow();
  await expect(text('/half')).rejects.toThrow();
  await expect(text('/slow', { withinMs: 100 })).rejects.toThrow();
});

test('P2: only what has left this machine counts as sent', async () => {
  const silent = await aServer(() => {});
  const dead = await aServer((ask) => void ask.socket.destroy());
  const safeFetch = createSafeFetch({ allowedOrigins: [silent, dead, 'http://127.0.0.1:1'] });
  await expect(safeFetch('http://127.0.0.1:1/')).rejects.toBeInstanceOf(NotSentError);
  await expect(safeFetch(dead)).rejects.not.toBeInstanceOf(NotSentError);
  await expect(safeFetch(silent, { withinMs: 100 })).rejects.not.toBeInstanceOf(NotSentError);
  const stopped = AbortSignal.abort();
  await expect(safeFetch(silent, { signal: stopped })).rejects.toThrow();
});
