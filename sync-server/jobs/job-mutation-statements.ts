import type { UserId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import type { Statement } from '../database/sql.ts';
import { findAccess, writeRefusal } from '../projects/access.ts';
import { budgetFeedStatements, capStatements } from './budget-feed.ts';
import { createJobStatements } from './create-job.ts';
import { decideJobStatements } from './decide-job.ts';
import { frameJobStatements } from './frame-job.ts';
import type { JobContext } from './job-context.ts';
import { planMove } from './move-job.ts';
import { prioritiseJobStatements } from './prioritise-job.ts';
import { findJob } from './store.ts';

export type JobMutation = Extract<Mutation, { kind: `job.${string}` | 'project.budget' }>;

export function isJobMutation(mutation: Mutation): mutation is JobMutation {
  return mutation.kind.startsWith('job.') || mutation.kind === 'project.budget';
}

/** What a person's word about jobs and money comes to, or why he may not say it. */
export async function jobMutationStatements(
  context: JobContext,
  mutation: JobMutation,
  user: UserId,
): Promise<Result<Statement[]>> {
  const { project } = mutation;
  const access = await findAccess(context.database, project, user);
  const refusal = writeRefusal(access);
  if (refusal) return fail(refusal);
  if (mutation.kind === 'project.budget') {
    if (access?.role !== 'owner') return fail({ code: 'forbidden' });
    return ok([...capStatements(project, mutation), ...budgetFeedStatements(project)]);
  }
  if (mutation.kind === 'job.create') return createJobStatements(context, mutation, user);
  if (mutation.kind === 'job.frame') return frameJobStatements(context, mutation, user);
  const job = await findJob(context.database, mutation.job);
  if (job?.project !== project) return fail({ code: 'job_not_found' });
  switch (mutation.kind) {
    case 'job.cancel':
      return statementsOf(
        await planMove(context, job.id, {
          event: { kind: 'cancel' },
          word: { choice: { is: 'cancel' }, by: user },
        }),
      );
    case 'job.retry':
      return statementsOf(
        await planMove(context, job.id, { event: { kind: 'retry', nowMs: context.nowMs() } }),
      );
    case 'job.prioritise':
      return prioritiseJobStatements(context, job, mutation.priority);
    case 'job.decide':
      return decideJobStatements(context, mutation, user);
  }
}

function statementsOf(planned: Awaited<ReturnType<typeof planMove>>): Result<Statement[]> {
  return planned.ok ? ok(planned.value.write()) : planned;
}
