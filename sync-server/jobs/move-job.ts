import type { Fault } from '#shared/fault.ts';
import type { JobId, Ledger } from '#shared/jobs/job.ts';
import type { JobEvent } from '#shared/jobs/job-event.ts';
import { transition } from '#shared/jobs/transition.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Database } from '../database/database.ts';
import type { Statement } from '../database/sql.ts';
import { isConstraint } from '../database/sql-error.ts';
import { findJob, moveStatements, type StoredJob } from './store.ts';

export type JobContext = { database: Database; nowMs: () => number };

/** What must stand or fall with the move: a result, the document it goes into. */
type Alongside = (job: StoredJob, next: Ledger) => Statement[];

/**
 * Takes an event into a job's life. It is decided on the state that was read and written only if the job still
 * stands there; if it has moved on meanwhile, it is decided anew.
 */
export async function moveJob(
  { database, nowMs }: JobContext,
  id: JobId,
  { event, alongside = () => [] }: { event: JobEvent; alongside?: Alongside },
): Promise<Result<StoredJob>> {
  for (;;) {
    const job = await findJob(database, id);
    if (!job) return fail({ code: 'job_not_found' });
    const verdict = transition(job.ledger, event);
    if (verdict.kind === 'refused') return fail({ code: 'job_refused', why: verdict.why });
    if (verdict.kind === 'same') return ok(job);
    const { ledger } = verdict;
    try {
      await database.write([...moveStatements(job, ledger, nowMs()), ...alongside(job, ledger)]);
      return ok({ ...job, ledger, version: job.version + 1 });
    } catch (error) {
      const rule = keptBy(error);
      if (rule === 'moved_on') continue;
      if (!rule) throw error;
      return fail(rule);
    }
  }
}

function keptBy(error: unknown): Fault | 'moved_on' | undefined {
  if (!isConstraint(error) || !(error instanceof Error)) return undefined;
  if (error.message.includes('constraint: job_moved_on')) return 'moved_on';
  if (error.message.includes('constraint: gate_full')) return { code: 'job_refused', why: 'gate_full' };
  if (error.message.includes('constraint: budget_exceeded')) return { code: 'budget_exceeded' };
  return undefined;
}
