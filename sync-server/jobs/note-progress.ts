import type { JobId } from '#shared/jobs/job.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { EventsRequest } from '#shared/runner/protocol.ts';
import { sql } from '../database/sql.ts';
import { type JobContext, ringFeeds } from './job-context.ts';
import { jobFeedStatements } from './job-feed.ts';
import { lineStatements } from './job-lines.ts';
import { findJob, isShown } from './store.ts';

/** What the holder of a job says of its work. It decides nothing, so it is written beside the ledger. */
export async function noteProgress(
  context: JobContext,
  id: JobId,
  { fence, stage, progress, lines = [] }: EventsRequest,
): Promise<Result<undefined>> {
  const job = await findJob(context.database, id);
  if (!job) return fail({ code: 'job_not_found' });
  const { ledger } = job;
  if (ledger.state !== 'leased' || ledger.fence !== fence)
    return fail({ code: 'job_refused', why: 'lease_lost' });
  const shows = stage !== undefined || progress !== undefined;
  ringFeeds(
    context,
    await context.database.write([
      ...lineStatements(id, lines, context.nowMs()),
      ...(shows
        ? [
            sql(
              `UPDATE jobs SET stage = CASE WHEN ?1 THEN ?2 ELSE stage END,
                 progress = CASE WHEN ?3 THEN ?4 ELSE progress END
                 WHERE id = ?5 AND state = 'leased' AND json_extract(ledger, '$.fence') = ?6`,
              stage === undefined ? 0 : 1,
              stage ?? null,
              progress === undefined ? 0 : 1,
              progress ?? null,
              id,
              fence,
            ),
            ...(isShown(job.kind) ? jobFeedStatements(job.project, id) : []),
          ]
        : []),
    ]),
  );
  return ok(undefined);
}
