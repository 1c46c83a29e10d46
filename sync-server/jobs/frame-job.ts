import type { UserId } from '#shared/ids.ts';
import { PRIORITIES } from '#shared/jobs/work.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import { type Statement, sql } from '../database/sql.ts';
import type { JobContext } from './job-context.ts';
import { insertJob } from './store.ts';

const MAX_ATTEMPTS = 3;

/** A person wants a frame of a film as a picture: of a film of this very project, and for nothing. */
export async function frameJobStatements(
  { database, nowMs }: JobContext,
  { project, job, work }: Extract<Mutation, { kind: 'job.frame' }>,
  user: UserId,
): Promise<Result<Statement[]>> {
  if (work.project !== project) return fail({ code: 'bad_input', field: 'work' });
  const film = await database.readOne(
    sql('SELECT kind FROM assets WHERE project = ? AND id = ?', project, work.source),
  );
  if (!film) return fail({ code: 'asset_not_found' });
  if (film.kind !== 'video') return fail({ code: 'bad_input', field: 'source' });
  const now = nowMs();
  return ok(
    insertJob(
      {
        id: job,
        kind: 'frame',
        project,
        user,
        account: null,
        dedupeKey: null,
        payload: work,
        priority: PRIORITIES.interactive,
        maxAttempts: MAX_ATTEMPTS,
        runAtMs: now,
        shot: work.shot,
      },
      now,
    ),
  );
}
