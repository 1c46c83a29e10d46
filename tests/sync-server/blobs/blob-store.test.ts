import { createHash } from 'node:crypto';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type BlobStore, Sha256 } from '#server/blobs/blob-store.ts';
import { DiskBlobs } from '#server/blobs/disk-blobs.ts';
import { aFolder } from './a-folder.ts';
import { anS3Store } from './an-s3-store.ts';

const MEGABYTE = 1024 * 1024;

async function onDisk(): Promise<BlobStore> {
  const blobs = new DiskBlobs(await aFolder());
  await blobs.open();
  return blobs;
}

async function* chunks(...parts: (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? new TextEncoder().encode(part) : part;
}

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(1000);
  throw new Error('the line was cut');
}

function hashOf(text: string): Sha256 {
  return Sha256.parse(createHash('sha256').update(text).digest('hex'));
}

async function textOf(stream: Promise<ReadableStream<Uint8Array>>): Promise<string> {
  return new Response(await stream).text();
}

async function listed(blobs: BlobStore): Promise<string[]> {
  const found: string[] = [];
  for await (const sha256 of blobs.list()) found.push(sha256);
  return found;
}

const STORES = [
  ['disk', onDisk],
  ['s3', async () => (await anS3Store({ mode: 'aws' })).blobs],
  ['s3 as strict as Backblaze', async () => (await anS3Store({ mode: 'b2' })).blobs],
  ['s3 in parts', async () => (await anS3Store({ oneRequestMaxBytes: 3, partBytes: 4 })).blobs],
] as const;

for (const [name, open] of STORES) {
  test(`${name}: what was put is read back by its hash, whole and in ranges`, async () => {
    const blobs = await open();
    const put = await blobs.put(chunks('кадр ', 'за кадром'), { maxBytes: MEGABYTE });
    const sha256 = hashOf('кадр за кадром');
    expect(put).toEqual({ ok: true, value: { sha256, sizeBytes: Buffer.byteLength('кадр за кадром') } });
    expect(await textOf(blobs.read(sha256))).toBe('кадр за кадром');
    expect(await textOf(blobs.read(sha256, { from: 2, to: 4 }))).toBe('а');
    expect(await blobs.find(sha256)).toMatchObject({ sizeBytes: 26 });
  });

  test(`${name}: the same content is kept once, also when it comes many times at once`, async () => {
    const blobs = await open();
    const puts = Array.from({ length: 10 }, () => blobs.put(chunks('одно'), { maxBytes: MEGABYTE }));
    expect((await Promise.all(puts)).every((put) => put.ok)).toBe(true);
    expect(await listed(blobs)).toEqual([hashOf('одно')]);
  });

  test(`${name}: what is staged is no blob before it is kept, and nothing when it is not`, async () => {
    const blobs = await open();
    const sha256 = hashOf('кадр');
    const stage = async (expected: Sha256) => blobs.stage(chunks('кадр'), { maxBytes: MEGABYTE, expected });
    expect(await stage(hashOf('другой'))).toEqual({ ok: false, fault: { code: 'wrong_hash' } });
    for (const isKept of [false, true]) {
      const staged = await stage(sha256);
      if (!staged.ok) throw new Error(staged.fault.code);
      await using blob = staged.value;
      expect(await listed(blobs)).toEqual([]);
      if (isKept) await blob.keep();
    }
    expect(await textOf(blobs.read(sha256))).toBe('кадр');
    expect(await blobs.hasRoomFor(1)).toBe(true);
    expect(await blobs.hasRoomFor(2 ** 60)).toBe(false);
  });

  test(`${name}: content that is too large, of another hash or cut off leaves nothing behind`, async () => {
    const blobs = await open();
    const large = await blobs.put(chunks(new Uint8Array(600), new Uint8Array(600)), { maxBytes: 1000 });
    expect(large).toEqual({ ok: false, fault: { code: 'too_large', limitBytes: 1000 } });
    const other = await blobs.put(chunks('а'), { maxBytes: 1000, expected: hashOf('б') });
    expect(other).toEqual({ ok: false, fault: { code: 'wrong_hash' } });
    await expect(blobs.put(breaking(), { maxBytes: MEGABYTE })).rejects.toThrow('cut');
    expect(await listed(blobs)).toEqual([]);
  });

  test(`${name}: what is not there is told so, and can be removed twice`, async () => {
    const blobs = await open();
    const sha256 = hashOf('нет');
    expect(await blobs.find(sha256)).toBeUndefined();
    await expect(textOf(blobs.read(sha256))).rejects.toThrow();
    await blobs.put(chunks('нет'), { maxBytes: 100 });
    await blobs.removeIf(sha256, async () => true);
    await blobs.removeIf(sha256, async () => true);
    expect(await blobs.find(sha256)).toBeUndefined();
  });

  test(`${name}: nothing but a hash is a name`, () => {
    for (const bad of [
      '',
      '../../etc/passwd',
      'A'.repeat(64),
      'g'.repeat(64),
      `${'a'.repeat(64)}\n`,
      'a'.repeat(63),
    ])
      expect(Sha256.safeParse(bad).success, bad).toBe(false);
  });
}

test('a link planted in the store is not followed', async () => {
  const folder = await aFolder();
  const blobs = new DiskBlobs(folder);
  await blobs.open();
  const secret = join(await aFolder(), 'secret');
  await writeFile(secret, 'тайна');
  const sha256 = hashOf('приманка');
  const path = join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  await mkdir(dirname(path), { recursive: true });
  await symlink(secret, path);
  await expect(textOf(blobs.read(sha256))).rejects.toThrow(/ELOOP/);
});

test('what a killed process left half-written is gone after the next start', async () => {
  const folder = await aFolder();
  const blobs = new DiskBlobs(folder);
  await blobs.open();
  await mkdir(join(folder, 'parts'), { recursive: true });
  await writeFile(join(folder, 'parts', 'half'), 'полов');
  await new DiskBlobs(folder).open();
  expect(await readdir(join(folder, 'parts'))).toEqual([]);
});
