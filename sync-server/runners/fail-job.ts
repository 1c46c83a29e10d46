import type { RunnerId } from '#shared/jobs/job.ts';
import type { Result } from '#shared/result.ts';
import type { FailRequest } from '#shared/runner/protocol.ts';
import { type Statement, sql } from '../database/sql.ts';
import type { StoredJob } from '../jobs/store.ts';
import type { Spoken } from './lent-job.ts';
import { moveLent } from './move-lent.ts';
import type { RunnerContext } from './runner-context.ts';

const AGAIN_MIN_MS = 1000;
const AGAIN_MAX_MS = 60 * 60_000;
const FIRST_PAUSE_MS = 5000;
/** More than anybody has: an account that is held gets a row, and no gate by it. */
export const NO_GATE = 1_000_000;

/** Takes in that it did not work. A provider that wants to be left alone is, by every job of the account. */
export function failJob(
  context: Pick<RunnerContext, 'core'>,
  runner: RunnerId,
  { call, sent, actual, currency, fault, retry, retryAfterMs, holdsAccount, ...spoken }: Spoken & FailRequest,
): Promise<Result<StoredJob>> {
  const nowMs = context.core.clock.nowMs();
  const pauseMs = Math.ceil(Math.min(Math.max(retryAfterMs ?? FIRST_PAUSE_MS, AGAIN_MIN_MS), AGAIN_MAX_MS));
  return moveLent(context, runner, {
    ...spoken,
    eventOf: (fence) => ({
      kind: 'fail',
      fence,
      sentUnder: spoken.fence,
      ...(call === undefined ? {} : { call }),
      ...(actual === undefined ? {} : { actual }),
      ...(currency === undefined ? {} : { currency }),
      sent,
      fault,
      retry,
      runAtMs: nowMs + pauseMs,
    }),
    alongside: ({ account }) =>
      holdsAccount && account !== null ? [holdAccount(account, nowMs + pauseMs)] : [],
  });
}

/** Nobody asks anything of the account until then. */
export function holdAccount(account: string, untilMs: number): Statement {
  return sql(
    `INSERT INTO account_limits (account, concurrency, not_before) VALUES (?, ${NO_GATE}, ?)
       ON CONFLICT (account) DO UPDATE SET not_before = max(not_before, excluded.not_before)`,
    account,
    untilMs,
  );
}
