import { readdir, readlink } from 'node:fs/promises';
import { get } from 'node:http';
import { serve } from '@hono/node-server';
import { expect, onTestFinished, test } from 'vitest';
import { Sha256 } from '#server/blobs/blob-store.ts';
import { sql } from '#server/database/sql.ts';
import { until } from '../a-server.ts';
import { aRunner } from '../runners/a-runner.ts';
import { aStudio } from '../runners/a-studio.ts';
import { aPicture } from './a-picture.ts';

const BYTES = new TextEncoder().encode('0123456789');

test('a picture comes whole, by its hash, to be kept for ever by who may see it', async () => {
  const { house, admin, where } = await aStudio();
  const sha256 = await aPicture(house, { ...where, bytes: BYTES });
  const answer = await admin.ask('GET', `/media/${sha256}/original`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('0123456789');
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
    'content-disposition': 'inline',
    'content-length': '10',
    'content-type': 'image/png',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    etag: `"${sha256}"`,
  });
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'.*; sandbox$/);
  const known = await admin.ask('GET', `/media/${sha256}/original`, {
    headers: { 'if-none-match': `"other", W/"${sha256}"` },
  });
  expect([known.status, await known.text()]).toEqual([304, '']);
  const head = await admin.ask('HEAD', `/media/${sha256}/original`);
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
});

test('a range is sent as asked, and nonsense is not', async () => {
  const { house, admin, where } = await aStudio();
  const sha256 = await aPicture(house, { ...where, bytes: BYTES });
  const ask = async (range: string, headers: Record<string, string> = {}) => {
    const answer = await admin.ask('GET', `/media/${sha256}/original`, { headers: { range, ...headers } });
    return [answer.status, answer.headers.get('content-range'), await answer.text()];
  };
  expect(await ask('bytes=0-0')).toEqual([206, 'bytes 0-0/10', '0']);
  expect(await ask('bytes=2-5')).toEqual([206, 'bytes 2-5/10', '2345']);
  expect(await ask('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789']);
  expect(await ask('bytes=7-1000')).toEqual([206, 'bytes 7-9/10', '789']);
  expect(await ask('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
  expect(await ask('bytes=-1000')).toEqual([206, 'bytes 0-9/10', '0123456789']);
  for (const outside of ['bytes=10-', 'bytes=10-20', 'bytes=-0'])
    expect((await ask(outside)).slice(0, 2)).toEqual([416, 'bytes */10']);
  for (const ignored of ['bytes=5-2', 'bytes=-', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=a-b', ''])
    expect(await ask(ignored)).toEqual([200, null, '0123456789']);
  expect(await ask('bytes=2-5', { 'if-range': `"${sha256}"` })).toEqual([206, 'bytes 2-5/10', '2345']);
  expect((await ask('bytes=2-5', { 'if-range': '"other"' }))[0]).toBe(200);
  const head = await admin.ask('HEAD', `/media/${sha256}/original`, { headers: { range: 'bytes=2-5' } });
  expect([head.status, head.headers.get('content-length')]).toEqual([206, '4']);
});

test('R11: what a browser would run is a download', async () => {
  const { house, admin, where } = await aStudio();
  for (const type of ['image/svg+xml', 'text/html', 'image/x-icon', 'application/pdf']) {
    const sha256 = await aPicture(house, { ...where, bytes: new TextEncoder().encode(type), type });
    const { headers } = await admin.ask('GET', `/media/${sha256}/original`);
    expect([type, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
      type,
      'application/octet-stream',
      'attachment',
    ]);
  }
});

test('renditions come by the name of what they were made of; one that is not made yet is not there', async () => {
  const { house, admin, where } = await aStudio();
  const sha256 = await aPicture(house, { ...where, bytes: BYTES });
  expect((await admin.ask('GET', `/media/${sha256}/w320`)).status).toBe(404);
  const small = await (await aRunner(house)).upload(new TextEncoder().encode('мал'));
  await house.core.database.write([
    sql(
      "INSERT INTO renditions (source, name, sha256, type, size_bytes) VALUES (?, 'w320', ?, 'image/webp', 6)",
      sha256,
      small,
    ),
  ]);
  const answer = await admin.ask('GET', `/media/${sha256}/w320`);
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'image/webp',
    'мал',
  ]);
  // The rendition's own content is nobody's asset.
  expect((await admin.ask('GET', `/media/${small}/original`)).status).toBe(404);
  for (const path of [
    `${sha256}/w9999`,
    `${sha256}/..%2foriginal`,
    `${'A'.repeat(64)}/original`,
    'x/original',
  ])
    expect([path, (await admin.ask('GET', `/media/${path}`)).status]).toEqual([path, 400]);
});

test('R11: who leaves a project, or is put out of it, sees its content no longer', async () => {
  const { house, admin, where } = await aStudio();
  const sha256 = await aPicture(house, { ...where, bytes: BYTES });
  const anna = await house.person('anna');
  const status = async () => (await anna.ask('GET', `/media/${sha256}/original`)).status;
  expect(await status()).toBe(404);
  await admin.setMember(where.project, 'anna', 'viewer');
  expect(await status()).toBe(200);
  await admin.removeMember(where.project, 'anna');
  expect(await status()).toBe(404);
  // The same content in a project of her own is hers.
  const own = await anna.aProject();
  await aPicture(house, { ...where, project: own, bytes: BYTES });
  expect(await status()).toBe(200);
});

test('a row whose content is gone says so, and does not break', async () => {
  const { house, admin, where } = await aStudio();
  const sha256 = await aPicture(house, { ...where, bytes: BYTES });
  await house.runners.blobs.removeIf(Sha256.parse(sha256), async () => true);
  expect((await admin.ask('GET', `/media/${sha256}/original`)).status).toBe(404);
});

test('a large file goes out at the pace of its reader, and is closed when he goes away', async () => {
  const { house, admin, where } = await aStudio();
  const large = new Uint8Array(64 * 1024 * 1024);
  const sha256 = await aPicture(house, { ...where, bytes: large, type: 'video/mp4', kind: 'video' });
  const server = serve({ fetch: house.app.fetch, port: 0, hostname: '127.0.0.1' });
  onTestFinished(() => void server.close());
  await until(() => server.listening, 'the server');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const before = process.memoryUsage().arrayBuffers;
  const request = get({
    port,
    host: '127.0.0.1',
    path: `/media/${sha256}/original`,
    headers: { cookie: admin.cookie },
  });
  const answer = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
  answer.pause();
  await waitFor(async () => await isOpen(sha256), 'the open file');
  // Others are served meanwhile, long enough for all of it to have been read.
  for (let n = 0; n < 200; n++) await admin.ask('HEAD', `/media/${sha256}/original`);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(24 * 1024 * 1024);
  expect(await isOpen(sha256)).toBe(true);
  request.destroy();
  await waitFor(async () => !(await isOpen(sha256)), 'the closed file');
});

async function waitFor(condition: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what} never came`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Whether this process holds the file, as the system sees it. */
async function isOpen(sha256: string): Promise<boolean> {
  for (const fd of await readdir('/proc/self/fd')) {
    const target = await readlink(`/proc/self/fd/${fd}`).catch(() => '');
    if (target.endsWith(sha256)) return true;
  }
  return false;
}
