import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BlobStore, Sha256 } from '#server/blobs/blob-store.ts';
import { S3Blobs } from '#server/blobs/s3/s3-blobs.ts';
import { openWire, type Wire } from '#server/blobs/s3/s3-wire.ts';
import { SLOW_DOWN } from '../../fakes/s3.ts';
import { anS3Store, optionsFor, storeAt } from './an-s3-store.ts';

const BYTES = Buffer.alloc(300_000, 'кадр за кадром, ');
const SHA256 = hashOf(BYTES);
const KEY = `kino/${SHA256.slice(0, 2)}/${SHA256.slice(2, 4)}/${SHA256}`;
const LIMITS = { maxBytes: 1e9 };
const IN_PARTS = { oneRequestMaxBytes: 100_000, partBytes: 65_536 };

function hashOf(bytes: Buffer): Sha256 {
  return Sha256.parse(createHash('sha256').update(bytes).digest('hex'));
}

function put(blobs: BlobStore, bytes = BYTES) {
  async function* content() {
    yield bytes;
  }
  return blobs.put(content(), LIMITS);
}

async function read(blobs: BlobStore, from = 0, to = BYTES.byteLength): Promise<Buffer> {
  return Buffer.from(await new Response(await blobs.read(SHA256, { from, to })).arrayBuffer());
}

test('M81: what is sent is whole, its length and its hash are told before, and nothing that strict stores refuse', async () => {
  for (const wishes of [{}, IN_PARTS]) {
    const { s3, blobs, root } = await anS3Store(wishes);
    expect(await put(blobs)).toEqual({ ok: true, value: { sha256: SHA256, sizeBytes: BYTES.byteLength } });
    expect(s3.bucket.objects.get(KEY)?.bytes.equals(BYTES)).toBe(true);
    for (const { method, headers } of s3.asked.filter(({ method }) => method === 'PUT')) {
      expect(headers).toMatchObject({ 'content-length': expect.stringMatching(/^\d+$/) });
      expect(headers['x-amz-content-sha256'], method).toMatch(/^[0-9a-f]{64}$/);
      expect(headers).not.toHaveProperty('transfer-encoding');
      expect(Object.keys(headers).filter((name) => /checksum|^if-|expect/.test(name))).toEqual([]);
    }
    expect(await readdir(join(root, 'parts'))).toEqual([]);
    expect(s3.bucket.uploads.size).toBe(0);
  }
});

test('M82: a key is written once, however often and however unluckily the same content comes', async () => {
  for (const wishes of [{}, IN_PARTS]) {
    const { s3, blobs } = await anS3Store(wishes);
    // What the store has done is found out before it is asked again.
    s3.spoil(wishes === IN_PARTS ? /POST .*uploadId/ : /PUT kino/, 'lost');
    expect(await Promise.all([put(blobs), put(blobs), put(blobs)])).toHaveLength(3);
    expect((await put(blobs)).ok).toBe(true);
    const another = new S3Blobs(optionsFor(s3, { root: await freshRoot() }));
    expect((await put(another)).ok).toBe(true);
    expect(s3.bucket.writes.get(KEY)).toBe(1);
  }
});

test('M82: content of another length under the key is no such content, and is replaced', async () => {
  const { s3, blobs } = await anS3Store();
  await put(blobs);
  const stored = s3.bucket.objects.get(KEY);
  if (stored) stored.bytes = stored.bytes.subarray(0, 10);
  const another = new S3Blobs(optionsFor(s3, { root: await freshRoot() }));
  await put(another);
  expect((await read(another)).equals(BYTES)).toBe(true);
});

test('M83: a store that is slow, silent, cut off or hasty for a while is asked again, and nobody sees it', {
  timeout: 120_000,
}, async () => {
  for (const wishes of [{}, IN_PARTS])
    for (const mishap of ['dead', 'lost', 'silent', 'twice', 'cut', SLOW_DOWN] as const) {
      const { s3, root } = await anS3Store();
      const isSilent = mishap === 'silent';
      const wire = openWire(isSilent ? 400 : 20_000);
      const blobs = new S3Blobs(optionsFor(s3, { root, ...wishes, wire }));
      const asked = [/^HEAD/, /^POST .*uploads/, /^PUT/, /^GET/];
      // To put parts together a store is given ten times as long.
      if (!isSilent) asked.push(/^POST .*uploadId/);
      for (const one of asked) s3.spoil(one, mishap, isSilent ? 1 : 2);
      expect((await put(blobs)).ok, String(mishap)).toBe(true);
      expect((await read(blobs)).equals(BYTES), String(mishap)).toBe(true);
      expect(s3.bucket.objects.get(KEY)?.bytes.equals(BYTES)).toBe(true);
    }
});

test('M83: content that breaks off again and again comes whole all the same, from where it was', async () => {
  const { s3, blobs } = await anS3Store();
  await put(blobs);
  s3.spoil(/^GET/, 'cut', 6);
  expect((await read(blobs, 1000, 250_000)).equals(BYTES.subarray(1000, 250_000))).toBe(true);
  const asked = s3.asked.filter(({ method }) => method === 'GET').map(({ headers }) => headers.range);
  expect(asked.slice(0, 3)).toEqual(['bytes=1000-249999', 'bytes=125500-249999', 'bytes=187750-249999']);
  s3.spoil(/^GET/, 'dead', 1000);
  await expect(read(blobs)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
});

test('M83: a store that is away is told as such at once, and used again when it is back', async () => {
  const { s3, blobs, root } = await anS3Store();
  await put(blobs);
  s3.goAway();
  const part = join(root, 'mine');
  const other = Buffer.from('другое');
  await writeFile(part, other);
  await expect(blobs.adopt(part, hashOf(other))).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  await expect(read(blobs)).rejects.toThrow();
  // Whoever has brought it has it still.
  expect(await readdir(root)).toContain('mine');
  s3.comeBack();
  await blobs.adopt(part, hashOf(other));
  expect(await readdir(root)).not.toContain('mine');
  expect((await read(blobs)).equals(BYTES)).toBe(true);
});

test('M83: wrong keys, a bucket that went and a full house are no content that is missing', async () => {
  for (const answer of [
    { status: 403, code: 'SignatureDoesNotMatch' },
    { status: 403, code: 'AccessDenied' },
    { status: 404, code: 'NoSuchBucket' },
    { status: 507, code: 'InsufficientCapacity' },
  ]) {
    const { s3, blobs } = await anS3Store();
    s3.spoil(/^PUT/, answer, 10);
    await expect(put(blobs)).rejects.toMatchObject({ cause: { code: answer.code } });
    expect(s3.bucket.objects.size).toBe(0);
    s3.spoil(/^HEAD/, answer, 10);
    // The answer to a HEAD has a status and no words.
    if (answer.status !== 404) await expect(blobs.find(SHA256)).rejects.toMatchObject({ code: 'BLOBS_AWAY' });
  }
});

test('M82: an answer from before a removal is not believed after it', async () => {
  const { s3, root } = await anS3Store();
  const real = openWire();
  let holdUp: Promise<unknown> = Promise.resolve();
  const wire: Wire = async (ask) => {
    const answer = await real(ask);
    if (ask.method === 'HEAD') await holdUp;
    return answer;
  };
  await put(new S3Blobs(optionsFor(s3, { root })));
  const blobs = new S3Blobs(optionsFor(s3, { root, wire }));
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  holdUp = promise;
  const looking = blobs.find(SHA256);
  await expect.poll(() => s3.count(/^HEAD/)).toBe(2);
  expect(await blobs.removeIf(SHA256, async () => true)).toBe(true);
  goOn();
  expect(await looking).toBeDefined();
  expect(await blobs.find(SHA256)).toBeUndefined();
});

test('M84: large content that cannot be ended is called off; what a killed process began is swept after a day', async () => {
  const { s3, blobs, root } = await anS3Store(IN_PARTS);
  s3.spoil(/partNumber=3/, { status: 403, code: 'AccessDenied' }, 10);
  await expect(put(blobs)).rejects.toMatchObject({ cause: { code: 'AccessDenied' } });
  expect([s3.bucket.uploads.size, s3.bucket.objects.size]).toEqual([0, 0]);
  const begin = (key: string, begunAtMs: number) =>
    s3.bucket.uploads.set(key, { key, id: key, begunAtMs, parts: new Map() });
  begin(KEY, Date.now() - 25 * 3_600_000);
  begin(`${KEY}2`, Date.now() - 25 * 3_600_000);
  begin('kino/young', Date.now() - 23 * 3_600_000);
  begin('others/old', 0);
  s3.bucket.pageSize = 1;
  await new S3Blobs(optionsFor(s3, { root })).sweepUnfinished();
  expect([...s3.bucket.uploads.keys()]).toEqual(['kino/young', 'others/old']);
});

test('M85: nothing is asked for before it is wanted, and nothing more when nobody reads on', async () => {
  const { s3, blobs } = await anS3Store();
  const large = Buffer.alloc(64 * 1024 * 1024, 7);
  const sha256 = hashOf(large);
  await put(blobs, large);
  const reader = (await blobs.read(sha256)).getReader();
  const first = await reader.read();
  expect(first.value?.byteLength).toBeLessThan(1024 * 1024);
  await reader.cancel();
  s3.slowMs = 1;
  expect((await read2(blobs, sha256)).byteLength).toBe(10);
});

test('M86: many pages in whatever order are all of it, and what else lies there is nobody of ours', async () => {
  const { s3, blobs } = await anS3Store();
  const wanted: string[] = [];
  for (let n = 0; n < 25; n++) {
    const done = await put(blobs, Buffer.from(`кадр ${n}`));
    if (done.ok) wanted.push(done.value.sha256);
  }
  for (const key of [`kino/${SHA256}`, `kino/aa/bb/${SHA256}`, 'kino/raskadr.txt', `kino2/${SHA256}`])
    s3.bucket.objects.set(key, { bytes: Buffer.from('чужое'), tag: '""', changedAtMs: 0 });
  for (const isReversed of [false, true]) {
    s3.bucket.isListReversed = isReversed;
    s3.bucket.pageSize = 4;
    const found: string[] = [];
    for await (const sha256 of blobs.list()) found.push(sha256);
    expect(found.sort()).toEqual(wanted.sort());
  }
});

test('M82: content that is brought again counts as new, though the object is old', async () => {
  const { s3, blobs } = await anS3Store();
  await put(blobs);
  const stored = s3.bucket.objects.get(KEY);
  if (stored) stored.changedAtMs = 0;
  const next = new S3Blobs(optionsFor(s3, { root: await freshRoot() }));
  expect((await next.find(SHA256))?.changedAtMs).toBe(0);
  await put(next);
  expect((await next.find(SHA256))?.changedAtMs).toBeGreaterThan(Date.now() - 60_000);
});

test('M83: a clock that goes wrong while the server works is made up for', async () => {
  const { s3, blobs } = await anS3Store();
  s3.clockOffMs = 3 * 3_600_000;
  expect((await put(blobs)).ok).toBe(true);
  s3.clockOffMs = -3 * 3_600_000;
  expect((await read(blobs)).equals(BYTES)).toBe(true);
});

test('M80: what is wrong with the store at the start is told with its cause', async () => {
  const why = async (wishes: Parameters<typeof anS3Store>[0], spoil?: (s3: Store['s3']) => void) => {
    const { s3, root } = await anS3Store();
    spoil?.(s3);
    const fault = await new S3Blobs(
      optionsFor(s3, { root, ...wishes, store: { ...storeAt(s3), ...wishes?.store } }),
    ).findWhyUnusable();
    return fault?.code === 'blobs_unusable' ? fault.why : fault;
  };
  type Address = ReturnType<typeof storeAt>;
  // Only what is named of it is not the right one.
  const with_ = (wrong: Partial<Address>) => ({ store: wrong as Address });
  expect(await why({})).toBeUndefined();
  expect(await why(with_({ secretAccessKey: 'wrong' }))).toBe('keys');
  expect(await why(with_({ accessKeyId: 'nobody' }))).toBe('keys');
  expect(await why(with_({ bucket: 'another' }))).toBe('no_bucket');
  expect(await why(with_({ endpoint: 'http://127.0.0.1:9' }))).toBe('unreachable');
  expect(await why({}, (s3) => s3.goAway())).toBe('unreachable');
  expect(await why({}, (s3) => s3.spoil(/^GET/, SLOW_DOWN, 9))).toBe('unreachable');
  expect(await why({}, (s3) => Object.assign(s3, { clockOffMs: 3_600_000 }))).toBe('clock');
  expect(await why({}, (s3) => s3.spoil(/^PUT/, { status: 403, code: 'AccessDenied' }, 9))).toBe('forbidden');
  expect(await why({}, (s3) => s3.spoil(/^GET/, { status: 301, code: 'PermanentRedirect' }, 9))).toBe(
    'region',
  );
  expect(await why({}, (s3) => s3.spoil(/^GET/, { status: 400, code: 'x' }, 9))).toBe('not_a_store');
  expect(await why({}, (s3) => s3.spoil(/^GET/, { status: 200, code: 'x' }, 9))).toBe('not_a_store');
});

type Store = Awaited<ReturnType<typeof anS3Store>>;

async function freshRoot(): Promise<string> {
  return (await anS3Store()).root;
}

async function read2(blobs: BlobStore, sha256: Sha256): Promise<ArrayBuffer> {
  return new Response(await blobs.read(sha256, { from: 5, to: 15 })).arrayBuffer();
}
