import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { type DiskProbe, probeDisk } from './report/disk-probe.ts';
import type { Row } from './report/row.ts';
import { reasonOf } from './servers/fleet.ts';
import type { System } from './servers/system.ts';

const noteMaxChars = 500;

export type BenchRun = {
  quick: boolean;
  startedAt: string;
  seconds: number;
  benches: { id: string; title: string; seconds: number; loadAverage: number; diskFlush: DiskProbe }[];
  rows: Row[];
  notes: string[];
};

type RunOptions = { benches: Bench[]; systems: System[]; quick: boolean; log: (text: string) => void };

/** One bench after another; a bench that fails leaves a note and does not stop the others. */
export async function runBenches({ benches, systems, quick, log }: RunOptions): Promise<BenchRun> {
  const scratchFolder = await mkdtemp(join(tmpdir(), 'raskadr-bench-'));
  const run: BenchRun = {
    quick,
    startedAt: new Date().toISOString(),
    seconds: 0,
    benches: [],
    rows: [],
    notes: [],
  };
  const startedAtMs = performance.now();
  try {
    for (const bench of benches) await runOne(bench, { systems, quick, scratchFolder, run, log });
  } finally {
    await rm(scratchFolder, { recursive: true, force: true });
  }
  run.seconds = secondsSince(startedAtMs);
  return run;
}

type OneOptions = Omit<RunOptions, 'benches'> & { scratchFolder: string; run: BenchRun };

async function runOne(bench: Bench, { systems, quick, scratchFolder, run, log }: OneOptions): Promise<void> {
  const startedAtMs = performance.now();
  const note = (text: string): void => void run.notes.push(`${bench.id}: ${briefly(text)}`);
  log(`${bench.id}  ${bench.title}`);
  const diskFlush = await probeDisk(scratchFolder);
  try {
    // Its own: what the one before left there is somebody else's.
    const folder = await mkdtemp(join(scratchFolder, `${bench.id}-`));
    run.rows.push(...(await bench.run({ systems, quick, scratchFolder: folder, note })));
  } catch (error) {
    note(reasonOf(error));
  }
  const seconds = secondsSince(startedAtMs);
  run.benches.push({ id: bench.id, title: bench.title, seconds, loadAverage: loadavg()[0] ?? 0, diskFlush });
}

/** What went wrong, without the stack. */
function briefly(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.join(' · ').slice(0, noteMaxChars);
}

function secondsSince(startedAtMs: number): number {
  return Math.round((performance.now() - startedAtMs) / 100) / 10;
}
