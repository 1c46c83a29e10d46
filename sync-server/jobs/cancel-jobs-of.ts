import type { ProjectId, UserId } from '#shared/ids.ts';
import { transition } from '#shared/jobs/transition.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';
import type { JobContext } from './job-context.ts';
import { JOB_COLUMNS, jobOf, moveStatements, type StoredJob } from './store.ts';
import { isUnreadable } from './unreadable.ts';

/**
 * What calls off the work of a project that is thrown away: what has not begun ends, what is at a provider is heard to
 * its end. Questions about money are left to people, who are asked again when the project comes back.
 */
export async function cancelJobsStatements(
  { database, nowMs }: Pick<JobContext, 'database' | 'nowMs'>,
  project: ProjectId,
  user: UserId,
): Promise<Statement[]> {
  const rows = await database.read(
    sql(
      `SELECT ${JOB_COLUMNS} FROM jobs WHERE project = ? AND state IN ('ready', 'leased', 'waiting') ORDER BY id`,
      project,
    ),
  );
  return rows.flatMap((row) => {
    const job = findReadable(row);
    const verdict = job && transition(job.ledger, { kind: 'cancel' });
    if (!job || verdict?.kind !== 'moved') return [];
    return moveStatements(job, verdict.ledger, {
      nowMs: nowMs(),
      word: { choice: { is: 'cancel' }, by: user },
    });
  });
}

/** A damaged row cannot be worked on either, and must not keep a project from the trash. */
function findReadable(row: SqlRow): StoredJob | undefined {
  try {
    return jobOf(row);
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}
