import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { Sha256 } from '#server/blobs/blob-store.ts';
import { S3Blobs } from '#server/blobs/s3/s3-blobs.ts';
import { openWire, type Wire } from '#server/blobs/s3/s3-wire.ts';
import { Uploads } from '#server/blobs/uploads.ts';
import { FakeS3 } from '../../fakes/s3.ts';
import { optionsFor } from './an-s3-store.ts';
import { CutOff, MemoryDisk } from './memory-disk.ts';

const ROOT = '/data/blobs';
const BYTES = Buffer.alloc(1000, 'кадр');
const SHA256 = Sha256.parse(createHash('sha256').update(BYTES).digest('hex'));
const KEY = `kino/${SHA256.slice(0, 2)}/${SHA256.slice(2, 4)}/${SHA256}`;
const DAY_MS = 24 * 3_600_000;

async function aDisk(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await disk.makeFolder(ROOT);
  for (const folder of ['/', '/data']) await disk.syncFolder(folder);
  return disk;
}

/** A process with this disk and this store; whoever ends it after some step ends it at the disk and at the wire. */
function storeOn(disk: MemoryDisk, s3: FakeS3, isInParts: boolean, wallMs = () => Date.now()) {
  const real = openWire(20_000);
  const wire: Wire = async (ask) => {
    disk.step();
    const answer = await real(ask);
    disk.step();
    return answer;
  };
  const parts = isInParts ? { oneRequestMaxBytes: 1, partBytes: 300 } : {};
  const blobs = new S3Blobs(optionsFor(s3, { root: ROOT, disk, wire, wallMs, ...parts }));
  return { blobs, uploads: new Uploads(ROOT, blobs, disk) };
}

async function put({ blobs }: ReturnType<typeof storeOn>): Promise<boolean> {
  async function* content() {
    yield BYTES.subarray(0, 400);
    yield BYTES.subarray(400);
  }
  return (await blobs.put(content(), { maxBytes: 1e6 })).ok;
}

async function upload({ uploads }: ReturnType<typeof storeOn>): Promise<boolean> {
  const name = { by: 'runner', sha256: SHA256 };
  const offset = await uploads.offsetOf(name);
  const content = new Blob([BYTES.subarray(offset)]).stream();
  const received = await uploads.append(name, { offset, length: BYTES.byteLength, content });
  return received.ok && received.value.isWhole;
}

for (const [name, bring, isInParts] of [
  ['put', put, false],
  ['put in parts', put, true],
  ['upload', upload, false],
  ['upload in parts', upload, true],
] as const)
  test(`M84: ${name} killed at any step, content is whole or absent, what was told is there, and the next process ends it`, {
    timeout: 120_000,
  }, async () => {
    const whole = await aDisk();
    await using first = await FakeS3.start();
    const begun = whole.steps;
    expect(await bring(storeOn(whole, first, isInParts))).toBe(true);
    const steps = whole.steps - begun;
    expect(steps).toBeGreaterThan(isInParts ? 16 : 8);
    for (let cut = 0; cut <= steps; cut++) {
      const s3 = await FakeS3.start();
      onTestFinished(() => s3[Symbol.asyncDispose]());
      const disk = await aDisk();
      disk.stepsLeft = cut;
      const isTold = await bring(storeOn(disk, s3, isInParts)).catch((error) => {
        if (error instanceof CutOff) return false;
        throw error;
      });
      const at = `cut after ${cut} of ${steps} steps`;
      const found = s3.bucket.objects.get(KEY)?.bytes;
      if (found) expect(found.equals(BYTES), at).toBe(true);
      if (isTold) expect(found, at).toBeDefined();
      const next = storeOn(disk.after('kill'), s3, isInParts);
      await next.blobs.open();
      expect(await bring(next), at).toBe(true);
      expect(s3.bucket.objects.get(KEY)?.bytes.equals(BYTES), at).toBe(true);
      expect(s3.bucket.writes.get(KEY), at).toBe(1);
      // What was begun in parts costs money until somebody calls it off.
      await storeOn(disk.after('kill'), s3, isInParts, () => Date.now() + 60_000).blobs.sweepUnfinished();
      s3.clockOffMs = DAY_MS + 60_000;
      await storeOn(
        disk.after('kill'),
        s3,
        isInParts,
        () => Date.now() + s3.clockOffMs,
      ).blobs.sweepUnfinished();
      expect(s3.bucket.uploads.size, at).toBe(0);
    }
  });
