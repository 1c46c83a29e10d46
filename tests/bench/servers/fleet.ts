import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchContext } from '../bench.ts';
import type { RunningSystem, System } from './system.ts';

/** All systems of one bench, running side by side and idle while another is measured. */
export class Fleet implements AsyncDisposable {
  readonly running: RunningSystem[] = [];

  static async start({ systems, scratchFolder, note }: BenchContext): Promise<Fleet> {
    const fleet = new Fleet();
    for (const system of systems) {
      try {
        fleet.running.push(await startSystem(system, scratchFolder));
      } catch (error) {
        note(`${system.key}: ${reasonOf(error)}`);
      }
    }
    return fleet;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.running.map((system) => stopSystem(system)));
  }
}

async function startSystem(system: System, scratchFolder: string): Promise<RunningSystem> {
  return await system.start(await mkdtemp(join(scratchFolder, `${system.key}-`)));
}

async function stopSystem(system: RunningSystem): Promise<void> {
  await system[Symbol.asyncDispose]();
  await rm(system.dataFolder, { recursive: true, force: true });
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
