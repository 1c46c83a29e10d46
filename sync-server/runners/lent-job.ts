import type { JobId, RunnerId } from '#shared/jobs/job.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { findJob, type StoredJob } from '../jobs/store.ts';
import { wasLent } from './store.ts';

/** A fence that no claim ever gets. */
const NO_FENCE = -1;

/** What every word about a job says: of which, and under which claim. */
export type Spoken = { job: JobId; fence: number };
export type LentJob = { job: StoredJob; fence: number };

/**
 * The job as this runner may speak of it. A runner that never held it learns nothing, and one that names a fence of
 * another's speaks under none: what it knows of money is taken, all else is `lease_lost`.
 */
export async function findLentJob(
  { database, lent }: Pick<JobContext, 'database' | 'lent'>,
  runner: RunnerId,
  { job: id, fence }: Spoken,
): Promise<Result<LentJob>> {
  const job = lent.find(id) ?? (await findJob(database, id));
  if (!job) return fail({ code: 'job_not_found' });
  const { ledger } = job;
  if (ledger.runner !== runner && !(await wasLent(database, id, runner)))
    return fail({ code: 'job_not_found' });
  const isOthers = ledger.runner !== null && ledger.runner !== runner;
  return ok({ job, fence: ledger.fence === fence && !isOthers ? fence : NO_FENCE });
}
