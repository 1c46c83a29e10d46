import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Sha256 } from '#server/blobs/blob-store.ts';
import { DiskBlobs } from '#server/blobs/disk-blobs.ts';
import { Uploads } from '#server/blobs/uploads.ts';
import { CutOff, LOSSES, MemoryDisk } from './memory-disk.ts';

const ROOT = '/data/blobs';
const BYTES = new Uint8Array(1000).map((_, n) => (n * 7 + 1) % 255 || 1);
const SHA256 = Sha256.parse(createHash('sha256').update(BYTES).digest('hex'));
const NAME = { by: 'runner', sha256: SHA256 };

function streamOf(...parts: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}

async function aDisk(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await disk.makeFolder('/data/blobs');
  await disk.syncFolder('/');
  await disk.syncFolder('/data');
  return disk;
}

function storeOn(disk: MemoryDisk) {
  const blobs = new DiskBlobs(ROOT, disk);
  return { blobs, uploads: new Uploads(ROOT, blobs, disk) };
}

/** What lies under the hash; nothing when nothing does. */
async function contentOn(disk: MemoryDisk): Promise<Uint8Array | undefined> {
  const path = join(ROOT, SHA256.slice(0, 2), SHA256.slice(2, 4), SHA256);
  if (!(await disk.find(path))) return undefined;
  for await (const bytes of disk.read(path)) return bytes;
  return undefined;
}

async function put(disk: MemoryDisk): Promise<boolean> {
  async function* content() {
    yield BYTES.subarray(0, 400);
    yield BYTES.subarray(400);
  }
  return (await storeOn(disk).blobs.put(content(), { maxBytes: 1e6 })).ok;
}

/** In pieces, each going on where the disk says that the last one ended. */
async function upload(disk: MemoryDisk): Promise<boolean> {
  const { uploads } = storeOn(disk);
  for (let piece = 0; piece < 10; piece++) {
    const offset = await uploads.offsetOf(NAME);
    const content = streamOf(
      BYTES.subarray(offset, offset + 250),
      BYTES.subarray(offset + 250, offset + 500),
    );
    const received = await uploads.append(NAME, { offset, length: BYTES.byteLength, content });
    if (received.ok && received.value.isWhole) return true;
    // What a power cut has left of a part is found to be wrong at its end, and it begins anew.
    if (!received.ok && received.fault.code !== 'wrong_hash') throw new Error(received.fault.code);
  }
  throw new Error('it never ends');
}

for (const [name, bring] of [
  ['put', put],
  ['upload in pieces', upload],
] as const) {
  test(`R9: ${name} broken off at any step, by a kill or a power cut, content is whole or absent, and what was told is there`, async () => {
    const whole = await aDisk();
    const begun = whole.steps;
    expect(await bring(whole)).toBe(true);
    const steps = whole.steps - begun;
    expect(steps).toBeGreaterThan(8);
    for (let cut = 0; cut <= steps; cut++) {
      for (const loss of LOSSES) {
        const disk = await aDisk();
        disk.stepsLeft = cut;
        const isTold = await bring(disk).catch((error) => {
          if (error instanceof CutOff) return false;
          throw error;
        });
        const left = disk.after(loss);
        const found = await contentOn(left);
        const at = `cut after ${cut} of ${steps} steps, ${loss}`;
        if (found) expect(found, at).toEqual(BYTES);
        if (isTold) expect(found, at).toEqual(BYTES);
        // The next process goes on and ends it.
        await storeOn(left).blobs.open();
        expect(await bring(left), at).toBe(true);
        expect(await contentOn(left), at).toEqual(BYTES);
      }
    }
  });
}

test('R9: a disk that gets full takes nothing half: the part goes and makes room', async () => {
  const disk = await aDisk();
  disk.fullAfterBytes = 600;
  const { uploads } = storeOn(disk);
  const send = (offset: number, ...parts: Uint8Array[]) =>
    uploads.append(NAME, { offset, length: BYTES.byteLength, content: streamOf(...parts) });
  expect(await send(0, BYTES.subarray(0, 400))).toEqual({ ok: true, value: { offset: 400, isWhole: false } });
  expect(await send(400, BYTES.subarray(400))).toEqual({ ok: false, fault: { code: 'disk_full' } });
  expect(await uploads.offsetOf(NAME)).toBe(0);
  expect(await disk.listNames(`${ROOT}/uploads`)).toEqual([]);
  disk.fullAfterBytes = Number.POSITIVE_INFINITY;
  expect(await upload(disk)).toBe(true);
});

test('R9: content that would leave no room for the database is not begun', async () => {
  const disk = await aDisk();
  disk.freeSpaceBytes = 128 * 1024 * 1024 + 999;
  const { uploads } = storeOn(disk);
  const piece = { offset: 0, length: BYTES.byteLength, content: streamOf(BYTES) };
  expect(await uploads.append(NAME, piece)).toEqual({ ok: false, fault: { code: 'disk_full' } });
  disk.freeSpaceBytes += 1;
  expect((await uploads.append(NAME, { ...piece, content: streamOf(BYTES) })).ok).toBe(true);
});

test('R9: a sender that was cut off goes on from what came, also in another process', async () => {
  const disk = await aDisk();
  const cutOff = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(BYTES.subarray(0, 300));
    },
    pull(controller) {
      controller.error(new Error('the line was cut'));
    },
  });
  const length = BYTES.byteLength;
  const first = storeOn(disk).uploads;
  expect(await first.append(NAME, { offset: 0, length, content: cutOff })).toMatchObject({
    ok: true,
    value: { isWhole: false },
  });
  const offset = await first.offsetOf(NAME);
  expect(offset).toBe(300);
  const next = storeOn(disk.after('kill')).uploads;
  const rest = { offset, length, content: streamOf(BYTES.subarray(offset)) };
  expect(await next.append(NAME, rest)).toEqual({ ok: true, value: { offset: length, isWhole: true } });
});

test('R9: a sender that begins anew does not wait for the piece it has given up', async () => {
  const disk = await aDisk();
  const { uploads } = storeOn(disk);
  const length = BYTES.byteLength;
  let give: (bytes: Uint8Array) => void = () => undefined;
  const stalled = new ReadableStream<Uint8Array>({
    start(controller) {
      give = (bytes) => controller.enqueue(bytes);
    },
  });
  const given = uploads.append(NAME, { offset: 0, length, content: stalled });
  give(BYTES.subarray(0, 100));
  while ((await uploads.offsetOf(NAME)) < 100) await new Promise((resolve) => setImmediate(resolve));
  const rest = { offset: 100, length, content: streamOf(BYTES.subarray(100)) };
  expect(await uploads.append(NAME, rest)).toEqual({ ok: true, value: { offset: length, isWhole: true } });
  expect(await given).toEqual({ ok: true, value: { offset: 100, isWhole: false } });
});
