import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { percentile } from './statistics.ts';

const writes = 100;
const block = Buffer.alloc(4096, 1);

export type DiskProbe = { p50Ms: number; p99Ms: number };

/** What one flush of this disk costs right now: no durable ack can be quicker, and a busy disk explains a bad tail. */
export async function probeDisk(folder: string): Promise<DiskProbe> {
  const path = join(folder, 'disk-probe');
  await using file = await open(path, 'w');
  const flushesMs: number[] = [];
  for (let n = 0; n < writes; n += 1) {
    const startedAtMs = performance.now();
    await file.write(block);
    await file.datasync();
    flushesMs.push(performance.now() - startedAtMs);
  }
  await rm(path);
  return { p50Ms: percentile(flushesMs, 50) ?? 0, p99Ms: percentile(flushesMs, 99) ?? 0 };
}
