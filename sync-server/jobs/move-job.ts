import type { Fault } from '#shared/fault.ts';
import type { JobId, Ledger } from '#shared/jobs/job.ts';
import type { JobEvent } from '#shared/jobs/job-event.ts';
import { transition } from '#shared/jobs/transition.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Statement, StatementResult } from '../database/sql.ts';
import { isConstraint } from '../database/sql-error.ts';
import type { Word } from './decisions.ts';
import { type JobContext, ringFeeds } from './job-context.ts';
import { type Brought, findJob, moveStatements, type StoredJob } from './store.ts';

/** What must stand or fall with the move: a result, the document it goes into. */
type Alongside = (job: StoredJob, next: Ledger) => Statement[];

/** A person's word is kept with the question that it answers. */
export type Move = {
  event: JobEvent;
  word?: Word | undefined;
  /** The job as the caller knows it, to be decided on first. */
  known?: StoredJob | undefined;
};

export type PlannedMove = {
  job: StoredJob;
  /** What becomes of it; nothing when it has happened before. */
  next: Ledger | undefined;
  /** The move first, then what it brings, then the records that tell of both. */
  write(brought?: Brought): Statement[];
};

/**
 * Takes an event into a job's life. It is decided on the state that was read and written only if the job still
 * stands there; if it has moved on meanwhile, it is decided anew.
 */
export async function moveJob(
  context: JobContext,
  id: JobId,
  { alongside = () => [], known, ...move }: Move & { alongside?: Alongside },
): Promise<Result<StoredJob>> {
  for (let first = known; ; first = undefined) {
    const planned = await planMove(context, id, { ...move, known: first });
    if (!planned.ok) return planned;
    const { job, next, write } = planned.value;
    if (!next) return ok(job);
    try {
      const results = await context.database.write([...write(), ...alongside(job, next)]);
      if (!hasMoved(results)) continue;
      ringFeeds(context, results);
    } catch (error) {
      const rule = keptBy(error, first);
      if (rule === 'moved_on') continue;
      if (!rule) throw error;
      return fail(rule);
    }
    if (next.state !== job.ledger.state && next.state !== 'leased') context.dispatcher.wake();
    const moved = { ...job, ledger: next, version: job.version + 1 };
    context.lent.note(moved);
    return ok(moved);
  }
}

/** What an event would write, decided on the state the job has now. */
export async function planMove(
  context: Pick<JobContext, 'database' | 'nowMs'>,
  id: JobId,
  { event, word, known }: Move,
): Promise<Result<PlannedMove>> {
  const { database, nowMs } = context;
  const job = known ?? (await findJob(database, id));
  if (!job) return fail({ code: 'job_not_found' });
  const verdict = transition(job.ledger, event);
  // What is known may be old, and nothing would be written that shows it.
  if (known && verdict.kind !== 'moved') return planMove(context, id, { event, word });
  if (verdict.kind === 'refused') return fail({ code: 'job_refused', why: verdict.why });
  if (verdict.kind === 'same') return ok({ job, next: undefined, write: () => [] });
  const { ledger: next } = verdict;
  const atMs = nowMs();
  return ok({ job, next, write: (brought) => moveStatements(job, next, { nowMs: atMs, word, brought }) });
}

/** Whether the job was there to be moved: it goes with its project. The first of the results is that of the move. */
export function hasMoved([move]: StatementResult[]): boolean {
  return move?.changes === 1;
}

/** What the database has refused a move for: the job has moved on and is to be looked at again, or a rule. */
export function keptBy(error: unknown, known?: StoredJob): Fault | 'moved_on' | undefined {
  if (!isConstraint(error) || !(error instanceof Error)) return undefined;
  if (error.message.includes('constraint: job_moved_on')) return 'moved_on';
  if (error.message.includes('constraint: gate_full')) return { code: 'job_refused', why: 'gate_full' };
  if (error.message.includes('constraint: budget_exceeded')) return { code: 'budget_exceeded' };
  // It was decided on a job that is there no more.
  return known && 'moved_on';
}
