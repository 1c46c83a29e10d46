import type { ProjectId } from '#shared/ids.ts';
import type { RunnerId } from '#shared/jobs/job.ts';
import { UNKNOWN_PRICE } from '#shared/jobs/money.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { type BeginAnswer, type BeginRequest, SEND_WITHIN_MS } from '#shared/runner/protocol.ts';
import { findModel } from '../catalogue/store.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { findExceeded } from '../jobs/find-budget-refusal.ts';
import { moveJob } from '../jobs/move-job.ts';
import { serverDay } from '../jobs/server-day.ts';
import { workOf } from '../jobs/work-of.ts';
import { findLentJob, type Spoken } from './lent-job.ts';
import type { RunnerContext } from './runner-context.ts';

/**
 * Writes a paid call down before it is made, with the money held back for it. The price, the recovery and the day are
 * the ledger's own, whatever the runner thinks.
 */
export async function beginCall(
  { core }: Pick<RunnerContext, 'core'>,
  runner: RunnerId,
  { job: id, call, fence }: Spoken & BeginRequest,
): Promise<Result<BeginAnswer>> {
  const lent = await findLentJob(core.jobs, runner, { job: id, fence });
  if (!lent.ok) return lent;
  const work = workOf(lent.value.job);
  // Work of our own calls nobody.
  if (work.data?.kind !== 'generate' && work.data?.kind !== 'edit')
    return fail({ code: 'bad_input', field: 'job' });
  const isNew = !lent.value.job.ledger.calls.some(({ id: known }) => known === call);
  if (isNew && (await isTrashed(core.database, work.data.project))) return fail({ code: 'project_trashed' });
  const found = await findModel(core.database, work.data.model);
  if (!found) return fail({ code: 'model_not_found', model: work.data.model });
  const nowMs = core.clock.nowMs();
  const begun = await moveJob(core.jobs, id, {
    known: lent.value.job,
    event: {
      kind: 'begin',
      fence: lent.value.fence,
      call,
      recovery: found.provider.recovery,
      price: lent.value.job.price ?? UNKNOWN_PRICE,
      day: serverDay(nowMs),
      sendUntilMs: nowMs + SEND_WITHIN_MS,
    },
  });
  if (!begun.ok) {
    const { price } = lent.value.job;
    if (begun.fault.code !== 'budget_exceeded' || !price) return begun;
    // The database has said that a budget is over, and not which.
    const over = { project: work.data.project, price, day: serverDay(nowMs), promised: 0 };
    return fail((await findExceeded(core.database, over)) ?? begun.fault);
  }
  // A repeat after a lost answer has only what is left.
  const written = begun.value.ledger.calls.find((one) => one.id === call);
  return ok({ sendWithinMs: Math.max(0, (written?.sendUntilMs ?? 0) - nowMs) });
}

/** Nobody sees what a project in the trash costs, nor can he call it off. */
async function isTrashed(database: Database, project: ProjectId): Promise<boolean> {
  const row = await database.readOne(
    sql('SELECT 1 FROM projects WHERE id = ? AND trashed_at IS NOT NULL', project),
  );
  return row !== undefined;
}
