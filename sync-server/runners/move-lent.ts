import type { RunnerId } from '#shared/jobs/job.ts';
import type { JobEvent } from '#shared/jobs/job-event.ts';
import type { Result } from '#shared/result.ts';
import type { Statement } from '../database/sql.ts';
import { moveJob } from '../jobs/move-job.ts';
import type { StoredJob } from '../jobs/store.ts';
import { findLentJob, type Spoken } from './lent-job.ts';
import type { RunnerContext } from './runner-context.ts';

/** Takes the word of a runner into the life of a job that it was lent. */
export async function moveLent(
  { core }: Pick<RunnerContext, 'core'>,
  runner: RunnerId,
  {
    eventOf,
    alongside,
    ...spoken
  }: Spoken & { eventOf(fence: number): JobEvent; alongside?: (job: StoredJob) => Statement[] },
): Promise<Result<StoredJob>> {
  const lent = await findLentJob(core.jobs, runner, spoken);
  if (!lent.ok) return lent;
  const event = eventOf(lent.value.fence);
  const known = lent.value.job;
  return moveJob(core.jobs, spoken.job, alongside ? { event, known, alongside } : { event, known });
}
