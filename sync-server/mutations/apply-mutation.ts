import { isAssetMutation } from '#shared/assets/asset-mutations.ts';
import type { UserId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import { assetMutationStatements } from '../assets/asset-mutation-statements.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';
import { isConstraint } from '../database/sql-error.ts';
import { closeUnentitledOf } from '../documents/admit.ts';
import type { Rooms } from '../documents/rooms.ts';
import { cancelJobsStatements } from '../jobs/cancel-jobs-of.ts';
import { type JobContext, ringFeeds } from '../jobs/job-context.ts';
import { isJobMutation, type JobMutation, jobMutationStatements } from '../jobs/job-mutation-statements.ts';
import { keptBy } from '../jobs/move-job.ts';
import { findAccess } from '../projects/access.ts';
import { createProjectStatements } from '../projects/create-project.ts';
import { duplicateStatements } from '../projects/duplicate-project.ts';
import { trashStatements } from '../projects/trash-project.ts';

export type MutationContext = {
  database: Database;
  rooms: Rooms;
  jobs: JobContext;
  nowMs: () => number;
  ring(feed: string, seq: number): void;
};

/**
 * Applies a mutation once, however often it comes (S9). The receipt stands in the same transaction as its effect, so
 * a repeat, even one that races the first, finds the receipt and changes nothing.
 */
export async function applyMutation(
  context: MutationContext,
  user: UserId,
  mutation: Mutation,
): Promise<Result<undefined>> {
  for (;;) {
    const done = await tryOnce(context, user, mutation);
    // A job has moved on since it was looked at: it is decided anew.
    if (done !== 'moved_on') return done;
  }
}

async function tryOnce(
  context: MutationContext,
  user: UserId,
  mutation: Mutation,
): Promise<Result<undefined> | 'moved_on'> {
  const earlier = await findReceipt(context.database, mutation);
  if (earlier) return earlier.user_id === user ? ok(undefined) : fail({ code: 'id_taken' });
  if (await isMadeAlready(context.database, user, mutation)) return ok(undefined);
  const nowMs = context.nowMs();
  const effect = isJobMutation(mutation)
    ? await jobMutationStatements(context.jobs, mutation, user)
    : await effectOf(context, mutation, { user, nowMs });
  if (!effect.ok) return effect;
  try {
    const results = await context.database.write([
      sql(
        'INSERT INTO mutations (id, user_id, kind, result, created_at) VALUES (?, ?, ?, ?, ?)',
        mutation.id,
        user,
        mutation.kind,
        '{"ok":true}',
        nowMs,
      ),
      ...effect.value,
    ]);
    ringFeeds(context, results);
  } catch (error) {
    const rule = keptBy(error);
    if (rule === 'moved_on') return rule;
    if (rule) return fail(rule);
    if (!isConstraint(error)) throw error;
    const receipt = await findReceipt(context.database, mutation);
    const stands = receipt ? receipt.user_id === user : await isMadeAlready(context.database, user, mutation);
    return stands ? ok(undefined) : fail({ code: 'id_taken' });
  }
  if (isJobMutation(mutation)) context.jobs.dispatcher.wake();
  else if (!isAssetMutation(mutation)) await closeUnentitledOf(context, mutation.project);
  return ok(undefined);
}

function findReceipt(database: Database, mutation: Mutation): Promise<SqlRow | undefined> {
  return database.readOne(sql('SELECT user_id FROM mutations WHERE id = ?', mutation.id));
}

/** After a restored backup a client says again, under a new id, what stands already. */
async function isMadeAlready(database: Database, user: UserId, mutation: Mutation): Promise<boolean> {
  if (mutation.kind === 'job.create' || mutation.kind === 'job.frame') {
    const { job, project } = mutation;
    const row = await database.readOne(sql('SELECT user_id, project FROM jobs WHERE id = ?', job));
    return row?.user_id === user && row.project === project;
  }
  if (mutation.kind !== 'project.create' && mutation.kind !== 'project.duplicate') return false;
  const row = await database.readOne(sql('SELECT created_by FROM projects WHERE id = ?', mutation.project));
  return row?.created_by === user;
}

/** The statements of a mutation, or why this user may not have it. */
async function effectOf(
  context: MutationContext,
  mutation: Exclude<Mutation, JobMutation>,
  { user, nowMs }: { user: UserId; nowMs: number },
): Promise<Result<Statement[]>> {
  if (isAssetMutation(mutation)) return assetMutationStatements(context.database, mutation, user);
  const { project } = mutation;
  switch (mutation.kind) {
    case 'project.create':
      return ok(createProjectStatements({ project, name: mutation.name, user, nowMs }));
    case 'project.trash':
    case 'project.restore': {
      const access = await findAccess(context.database, project, user);
      if (!access) return fail({ code: 'project_not_found' });
      if (access.role !== 'owner') return fail({ code: 'forbidden' });
      if (mutation.kind === 'project.restore') return ok(trashStatements(project, null));
      return ok([
        ...trashStatements(project, nowMs),
        ...(await cancelJobsStatements(context.jobs, project, user)),
      ]);
    }
    case 'project.duplicate': {
      const { from, name } = mutation;
      const access = await findAccess(context.database, from, user);
      if (!access) return fail({ code: 'project_not_found' });
      if (access.isTrashed) return fail({ code: 'project_trashed' });
      return duplicateStatements(context, { from, project, name, user, nowMs });
    }
  }
}
