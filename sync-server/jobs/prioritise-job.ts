import { PRIORITIES } from '#shared/jobs/work.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { type Statement, sql } from '../database/sql.ts';
import type { JobContext } from './job-context.ts';
import { jobFeedStatements } from './job-feed.ts';
import type { StoredJob } from './store.ts';

/** Moves a job that has not ended up or down in the queue. Written only if it still stands where it was looked at. */
export function prioritiseJobStatements(
  { nowMs }: JobContext,
  { id, project, ledger, version }: StoredJob,
  priority: 'interactive' | 'batch',
): Result<Statement[]> {
  if (ledger.state === 'done' || ledger.state === 'dead' || ledger.state === 'cancelled')
    return fail({ code: 'job_refused', why: 'not_now' });
  return ok([
    sql(
      'UPDATE jobs SET priority = ?, changed_at = ? WHERE id = ? AND version = ?',
      PRIORITIES[priority],
      nowMs(),
      id,
      version,
    ),
    ...jobFeedStatements(project, id),
  ]);
}
