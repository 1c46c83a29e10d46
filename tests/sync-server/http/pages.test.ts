import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { securityHeaders } from '#server/http/headers.ts';
import { pageRoutes } from '#server/http/pages.ts';

const SCRIPT = '\n  { __sveltekit = {}; import("/_app/immutable/entry/start.js"); }\n';
const STYLE = 'html { color: red }';
const PAGE = `<!doctype html><head><script src="/x.js"></script><style>${STYLE}</style><script type="application/json" id="files">{}</script></head><body><script>${SCRIPT}</script></body>`;
const CHUNK = 'export const answer = 42;'.repeat(50);

let folder = '';
let app = new Hono();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raskadr-pages-'));
  const build = join(folder, 'build');
  await mkdir(join(build, '_app/immutable'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'SECRET');
  await symlink(join(folder, 'secret.txt'), join(build, 'link.txt'));
  for (const [name, text] of Object.entries({
    'app.html': PAGE,
    'service-worker.js': 'self.oninstall = () => {};',
    'manifest.webmanifest': '{}',
    '_app/version.json': '{"version":"1"}',
    '_app/immutable/start.js': CHUNK,
    'шрифт.woff2': 'font',
  })) {
    await writeFile(join(build, name), text);
  }
  await writeFile(join(build, '_app/immutable/start.js.br'), brotliCompressSync(CHUNK));
  await writeFile(join(build, '_app/immutable/start.js.gz'), gzipSync(CHUNK));
  app = new Hono().use(securityHeaders({ publicUrl: undefined })).route('/', await pageRoutes(build));
});

afterAll(() => rm(folder, { recursive: true }));

test('every address of the studio answers with the page, to look at and to keep no longer than it is new', async () => {
  for (const path of ['/', '/login', '/setup', '/p/01J0000000000000000000000A/scenario', '/app.html']) {
    const response = await app.request(path);
    expect([response.status, await response.text()]).toEqual([200, PAGE]);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('cache-control')).toBe('no-cache');
  }
});

test('an unknown address of a program or of a file is a fault in JSON, not the page', async () => {
  const paths = [
    '/api/nope',
    '/api',
    '/_app/immutable/old.js',
    '/favicon.ico',
    '/media/x',
    '/y/z',
    '/runner/v1/x',
  ];
  for (const path of paths) {
    const response = await app.request(path);
    expect([response.status, (await response.json()).fault]).toEqual([404, { code: 'not_found' }]);
  }
  expect((await app.request('/login', { method: 'POST' })).status).toBe(404);
  expect((await app.request('/api/nope')).headers.get('cache-control')).toBe('no-store');
});

test('what has a hash in its name is kept for ever, everything else is asked for again', async () => {
  const cacheOf = async (path: string) => (await app.request(path)).headers.get('cache-control');
  expect(await cacheOf('/_app/immutable/start.js')).toBe('public, max-age=31536000, immutable');
  for (const path of ['/service-worker.js', '/manifest.webmanifest', '/_app/version.json', '/login']) {
    expect(await cacheOf(path)).toBe('no-cache');
  }
});

test('a file comes packed as the browser likes it, each kind with its own tag', async () => {
  const path = '/_app/immutable/start.js';
  const get = (headers: Record<string, string>) => app.request(path, { headers });
  const plain = await get({});
  expect([await plain.text(), plain.headers.get('content-encoding')]).toEqual([CHUNK, null]);
  const packed = await get({ 'accept-encoding': 'gzip, deflate, br;q=0.9' });
  expect(packed.headers.get('content-encoding')).toBe('br');
  expect(brotliDecompressSync(Buffer.from(await packed.arrayBuffer())).toString()).toBe(CHUNK);
  expect((await get({ 'accept-encoding': 'br;q=0, gzip' })).headers.get('content-encoding')).toBe('gzip');
  expect((await get({ 'accept-encoding': 'identity' })).headers.get('content-encoding')).toBeNull();
  expect(plain.headers.get('vary')).toBe('Accept-Encoding');
  expect(plain.headers.get('etag')).not.toBe(packed.headers.get('etag'));
  expect((await app.request(`${path}.br`)).status).toBe(404);
});

test('what the browser has already is not sent again', async () => {
  const etag = (await app.request('/login')).headers.get('etag') ?? '';
  const again = await app.request('/login', { headers: { 'if-none-match': `"other", W/${etag}` } });
  expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
  expect((await app.request('/login', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
});

test('HEAD says what GET would, without the body', async () => {
  const head = await app.request('/login', { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(PAGE)));
});

test('a file name may be Russian', async () => {
  expect(await (await app.request(`/${encodeURIComponent('шрифт.woff2')}`)).text()).toBe('font');
});

test('the policy lets the page have its own script and style by their hashes, no others, and no foreign anything', async () => {
  const policy = (await app.request('/login')).headers.get('content-security-policy') ?? '';
  const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(policy).toContain(`script-src 'self' ${hashOf(SCRIPT)};`);
  expect(policy).toContain(`style-src 'self' ${hashOf(STYLE)};`);
  expect(policy.match(/sha256-/g)).toHaveLength(2);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  for (const rule of [
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]) {
    expect(policy).toContain(rule);
  }
});

test('every answer, a refusal and a failure too, carries the headers of safety', async () => {
  const broken = new Hono()
    .use(securityHeaders({ publicUrl: 'https://studio.example' }))
    .get('/api/bug', () => {
      throw new Error('bug');
    })
    .get('/api/kept', (c) =>
      c.json({}, 200, { 'cache-control': 'private', 'content-security-policy': 'sandbox' }),
    )
    .onError((_error, c) => c.text('', 500));
  for (const path of ['/api/bug', '/api/kept', '/nope']) {
    const { headers } = await broken.request(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    const isKept = path === '/api/kept';
    expect(headers.get('content-security-policy')).toMatch(isKept ? /^sandbox$/ : /^default-src 'none'/);
    if (path !== '/nope') expect(headers.get('cache-control')).toBe(isKept ? 'private' : 'no-store');
  }
  expect((await app.request('/')).headers.has('strict-transport-security')).toBe(false);
});

test('no spelling of a path leads out of the folder, nor does a link in it', async () => {
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/_app/../../secret.txt',
      '/_app/%2e%2e%2f%2e%2e%2fsecret.txt',
      '/..%5csecret.txt',
      '//secret.txt',
      '/%00/../secret.txt',
      '/%zz%2e%2e/secret.txt',
      '/link.txt',
      join(folder, 'secret.txt'),
    ]) {
      expect(await rawGet(port, path)).not.toContain('SECRET');
    }
    expect(await rawGet(port, '/service-worker.js')).toContain('oninstall');
  } finally {
    server.close();
  }
});

test('without a built interface the page says in Russian how to build it, and the API says what it always says', async () => {
  const bare = await pageRoutes(join(folder, 'nowhere'));
  const page = await bare.request('/login');
  expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html; charset=UTF-8']);
  expect(await page.text()).toContain('npm run build');
  expect((await bare.request('/api/nope')).status).toBe(404);
});

/** Sends the path as it is written; `fetch` would straighten it first. */
function rawGet(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, path, host: '127.0.0.1' }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve(Buffer.concat(chunks).toString());
    });
    sent.on('error', reject).end();
  });
}
