import type { UserId } from '#shared/ids.ts';
import { needsPerson } from '#shared/jobs/needs-person.ts';
import { openCall } from '#shared/jobs/transition.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import { type Statement, sql } from '../database/sql.ts';
import type { JobContext } from './job-context.ts';
import { type PlannedMove, planMove } from './move-job.ts';

/** A person's answer holds for the call that he was asked about: said of another, it would pay for what he never saw. */
export async function decideJobStatements(
  context: JobContext,
  { job, call, choice }: Extract<Mutation, { kind: 'job.decide' }>,
  user: UserId,
): Promise<Result<Statement[]>> {
  const event = { kind: 'decide', choice, nowMs: context.nowMs() } as const;
  const planned = await planMove(context, job, { event, word: { choice, by: user } });
  if (!planned.ok) return planned;
  const asked = openCall(planned.value.job.ledger)?.id ?? null;
  if (asked !== call) return fail({ code: 'job_refused', why: 'not_now' });
  return ok([...planned.value.write(), ...openingOf(planned.value)]);
}

/** «Повторить» says that the account is in order again: what waits for it need not wait any longer. */
function openingOf({ job: { account, ledger }, next }: PlannedMove): Statement[] {
  const isMended = ledger.fault !== null && needsPerson(ledger.fault) && next?.state === 'ready';
  return isMended && account !== null
    ? [sql('UPDATE account_limits SET not_before = 0 WHERE account = ?', account)]
    : [];
}
