import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type BlobStore, Sha256 } from '#server/blobs/blob-store.ts';
import { sweepBlobs } from '#server/blobs/sweep-blobs.ts';
import { backUp } from '#server/keeping/back-up.ts';
import { checkData } from '#server/keeping/check-data.ts';
import { restore } from '#server/keeping/restore.ts';
import { FakeS3, S3_KEYS } from '../../fakes/s3.ts';
import { aHouse } from '../a-house.ts';
import { anAsset } from '../assets/an-asset.ts';
import { sha256Of } from '../runners/a-runner.ts';
import { aStudio } from '../runners/a-studio.ts';
import { aFolder } from './a-folder.ts';
import { storeAt } from './an-s3-store.ts';

const DAY_MS = 24 * 3_600_000;

function envFor(s3: FakeS3): Record<string, string> {
  return {
    BLOBS_URL: s3.blobsUrl(),
    S3_ACCESS_KEY_ID: S3_KEYS.accessKeyId,
    S3_SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey,
  };
}

/** A house whose content lies in a store elsewhere, with a picture. */
async function aStudioElsewhere() {
  const s3 = await FakeS3.start();
  onTestFinished(() => s3[Symbol.asyncDispose]());
  const studio = await aStudio({ onDisk: true, env: envFor(s3) });
  const { house, where } = studio;
  const { blobs } = house.runners;
  const picture = await anAsset({ ...house.core, blobs }, { ...where, content: 'picture' });
  const order = {
    databaseUrl: `file:${join(house.folder, 'raskadr.db')}`,
    dataDir: house.folder,
    s3: storeAt(s3),
  };
  return { ...studio, s3, blobs, picture, order };
}

function keyOf(sha256: string): string {
  return `kino/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
}

async function put(blobs: BlobStore, text: string): Promise<Sha256> {
  async function* content() {
    yield new TextEncoder().encode(text);
  }
  const done = await blobs.put(content(), { maxBytes: 1e6 });
  if (!done.ok) throw new Error(done.fault.code);
  return done.value.sha256;
}

test('M87: pictures are shown from the store, whole and in ranges; while it is away that is said, and then they are back', async () => {
  const { s3, admin, picture } = await aStudioElsewhere();
  const ask = (headers = {}) => admin.ask('GET', `/media/${picture.sha256}/original`, { headers });
  expect(await (await ask()).text()).toBe('picture');
  const range = await ask({ range: 'bytes=2-4' });
  expect([range.status, await range.text(), range.headers.get('content-range')]).toEqual([
    206,
    'ctu',
    'bytes 2-4/7',
  ]);
  s3.goAway();
  const away = await ask();
  expect(away.status).toBe(503);
  expect(await away.json()).toMatchObject({
    fault: { code: 'blobs_away' },
    message: expect.stringContaining('Хранилище файлов'),
  });
  s3.comeBack();
  expect(await (await ask()).text()).toBe('picture');
});

test('M87: what a runner brings while the store is away is kept for it, and arrives when it is back', async () => {
  const { s3, runner } = await aStudioElsewhere();
  const bytes = new TextEncoder().encode('a result');
  const sha256 = sha256Of('a result');
  const send = (offset: number) =>
    runner.caller.ask('PATCH', `/runner/v1/blobs/${sha256}`, {
      bytes: bytes.subarray(offset),
      headers: { 'upload-offset': String(offset), 'upload-length': String(bytes.byteLength) },
    });
  s3.goAway();
  expect((await send(0)).status).toBe(503);
  const head = () => runner.caller.ask('HEAD', `/runner/v1/blobs/${sha256}`);
  expect((await head()).headers.get('upload-offset')).toBe('8');
  expect((await head()).headers.get('upload-length')).toBeNull();
  s3.comeBack();
  expect((await send(8)).status).toBe(204);
  expect((await head()).headers.get('upload-length')).toBe('8');
  expect(s3.bucket.objects.get(keyOf(sha256))?.bytes.toString()).toBe('a result');
});

test('M88: check finds what is missing or of another length by the list, and with contents what holds something else', {
  timeout: 120_000,
}, async () => {
  const { s3, house, where, blobs, picture, order } = await aStudioElsewhere();
  const second = await anAsset({ ...house.core, blobs }, { ...where, content: 'second' });
  await put(blobs, 'nobody’s');
  expect(await checkData(order)).toMatchObject({ blobs: 3, unnamedBlobs: 1, problems: [] });
  expect(s3.count(/^GET kino\//)).toBe(0);
  const stored = s3.bucket.objects.get(keyOf(second.sha256));
  if (!stored) throw new Error('it is not there');
  stored.bytes = Buffer.from('SECOND');
  expect((await checkData(order)).problems).toEqual([]);
  const read = await checkData({ ...order, isContentRead: true });
  expect(read.problems).toMatchObject([{ kind: 'blob', detail: expect.stringContaining('something else') }]);
  stored.bytes = Buffer.from('2');
  s3.bucket.objects.delete(keyOf(picture.sha256));
  const { problems } = await checkData(order);
  expect(problems.map(({ detail }) => detail.slice(0, 11)).sort()).toEqual(['has 1 bytes', 'is missing ']);
  s3.goAway();
  await expect(checkData(order)).rejects.toMatchObject({ code: 'BLOBS_AWAY' });
});

test('M88: a backup takes the database and says where the content is; restored, it says so again', async () => {
  const { s3, order } = await aStudioElsewhere();
  s3.goAway();
  const folder = join(await aFolder(), 'copy');
  const contentIn = expect.stringMatching(/^s3:\/\/studio\/kino \(127/);
  const made = await backUp({ ...order, nowMs: () => 1_750_000_000_000 }, folder);
  expect(made).toMatchObject({ ok: true, value: { files: 1, contentIn } });
  const manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
  expect(JSON.parse(manifest)).toMatchObject({ contentIn });
  expect(manifest).not.toContain(S3_KEYS.secretAccessKey);
  const dataDir = await aFolder();
  const restored = await restore({ databaseUrl: `file:${join(dataDir, 'raskadr.db')}`, dataDir }, folder, {
    verify: true,
  });
  expect(restored).toMatchObject({ ok: true, value: { contentIn, verification: { isSound: true } } });
});

test('M86: what no row has named for a day is thrown away there too, one by one', async () => {
  const { s3, house, blobs, picture } = await aStudioElsewhere();
  await put(blobs, 'old');
  for (let n = 0; n < 10; n++) await put(blobs, `old ${n}`);
  s3.bucket.pageSize = 3;
  const context = { ...house.core, blobs };
  expect(await sweepBlobs(context, Date.now())).toBe(0);
  for (const stored of s3.bucket.objects.values()) stored.changedAtMs = 0;
  // It was brought just now, for all that this process knows.
  expect(await sweepBlobs(context, Date.now())).toBe(0);
  expect(await sweepBlobs(context, Date.now() + 2 * DAY_MS)).toBe(11);
  const keys = [...s3.bucket.objects.keys()];
  expect(keys.sort()).toEqual([keyOf(picture.sha256), 'kino/raskadr.txt'].sort());
  expect(await blobs.find(Sha256.parse(picture.sha256))).toBeDefined();
  expect(s3.count(/DELETE/)).toBe(11);
  expect(s3.asked.some(({ query }) => query.has('delete'))).toBe(false);
});

test('M80: a house does not start on a store that it cannot use', async () => {
  const s3 = await FakeS3.start();
  onTestFinished(() => s3[Symbol.asyncDispose]());
  const env = { ...envFor(s3), S3_SECRET_ACCESS_KEY: 'another-secret-than-that' };
  await expect(aHouse({ env })).rejects.toMatchObject({
    fault: { code: 'blobs_unusable', why: 'keys', store: expect.stringContaining('s3://studio/kino') },
  });
});
