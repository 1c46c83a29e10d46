import type { Core } from '#server/core.ts';
import type { JobContext } from '#server/jobs/job-context.ts';
import { insertJobOnce, type NewJob } from '#server/jobs/store.ts';
import { JobId } from '#shared/jobs/job.ts';
import { aCore, PROJECT, USER } from '../a-core.ts';

export type Queue = { core: Core; context: JobContext; clock: { nowMs(): number; passMs(ms: number): void } };

/** The ledger on a real database in memory. */
export async function aQueue(): Promise<Queue> {
  const { core, clock } = await aCore();
  return { core, clock, context: core.jobs };
}

let made = 0;

export async function aJob({ core, clock }: Queue, wanted: Partial<NewJob> = {}): Promise<JobId> {
  const id = JobId.parse(`0J${String(++made).padStart(24, '0')}`);
  const job: NewJob = {
    id,
    kind: 'generate',
    project: PROJECT,
    user: USER,
    account: null,
    dedupeKey: null,
    payload: {},
    priority: 50,
    maxAttempts: 3,
    runAtMs: 0,
    ...wanted,
  };
  await core.database.write(insertJobOnce(job, clock.nowMs()));
  core.jobs.dispatcher.wake();
  return job.id;
}
