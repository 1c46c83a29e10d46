import { JobId } from '#shared/jobs/job.ts';
import { sql } from '../database/sql.ts';
import type { JobContext } from './job-context.ts';
import { moveJob } from './move-job.ts';
import { isUnreadable } from './unreadable.ts';

/**
 * The ledger of a backup does not know what was done and paid after it was made (J20). Work that would cost money waits
 * for a person; what the provider has under a name is only asked about. Done again after a kill it changes nothing.
 */
export async function holdRestoredJobs(context: JobContext): Promise<void> {
  const rows = await context.database.read(
    sql(
      `SELECT id, price IS NULL AND account IS NOT NULL OR COALESCE(json_extract(price, '$.amount'), 0) > 0 AS is_paid
         FROM jobs WHERE state IN ('ready', 'leased', 'waiting')`,
    ),
  );
  for (const { id, is_paid } of rows) {
    const event = { kind: 'restored', isPaid: Number(is_paid) === 1, nowMs: context.nowMs() } as const;
    try {
      await moveJob(context, JobId.parse(id), { event });
    } catch (error) {
      // What cannot be read cannot be claimed either; the server starts without it.
      if (!isUnreadable(error)) throw error;
    }
  }
}
