import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../wait.ts';
import type { JobStudio } from './job-studio.ts';

const LOOK_EVERY_MS = 200;

/** Every job has ended or waits for a person, and no runner has anything left to tell. */
export async function untilOver(
  studio: JobStudio,
  { count, others, withinMs }: { count: number; others: string[]; withinMs: number },
): Promise<void> {
  await until('every job ends or waits for a person', () => isOver(studio, count), withinMs).catch(
    async (error) => {
      throw new Error(`${error.message}: ${await unfinished(studio)}`);
    },
  );
  await until('the spools are empty', () => studio.isSpoolEmpty(...others), 30_000);
}

async function isOver(studio: JobStudio, count: number): Promise<boolean> {
  await sleep(LOOK_EVERY_MS);
  const { jobs } = await studio.records();
  const asked = [...jobs.values()].filter(({ kind }) => kind === 'generate');
  return asked.length === count && asked.every((job) => job.endedAt !== null || job.state === 'needs_human');
}

async function unfinished(studio: JobStudio): Promise<string> {
  const { jobs } = await studio.records();
  const left = [...jobs.values()].filter((job) => job.endedAt === null && job.state !== 'needs_human');
  return JSON.stringify(
    left.map(({ title, state, stage, attempt, runAt, wantsCancel, runner, openCall, fault }) => ({
      ...{ title, state, stage, attempt, runInMs: runAt - Date.now() },
      ...{ wantsCancel, runner, openCall, fault },
    })),
  );
}
