import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { BenchRun } from '../run-benches.ts';
import { ratioToBest } from './goal.ts';

export async function writeJson(file: string, run: BenchRun): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(
    file,
    `${JSON.stringify({ machine: machine(), ...run, rows: run.rows.map(plainRow) }, null, 2)}\n`,
  );
}

function plainRow({ goal, ...row }: BenchRun['rows'][number]): object {
  const plainGoal = goal && { text: goal.text, met: goal.isMet(row.values) };
  return { ...row, ratio: ratioToBest(row.values, undefined, row.better), goal: plainGoal };
}

function machine(): object {
  return {
    node: process.version,
    kernel: release(),
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryBytes: totalmem(),
  };
}
