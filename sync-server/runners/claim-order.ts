import type { RunnerId } from '#shared/jobs/job.ts';
import { needsPerson } from '#shared/jobs/needs-person.ts';
import { type ClaimRequest, LEASE_MS, type Order } from '#shared/runner/protocol.ts';
import { moveJob } from '../jobs/move-job.ts';
import type { StoredJob } from '../jobs/store.ts';
import { waitForJob } from '../jobs/wait-for-job.ts';
import { holdAccount } from './fail-job.ts';
import { kindsForRemote } from './home-work.ts';
import { orderOf } from './order.ts';
import type { RunnerContext } from './runner-context.ts';
import { findRunnerKey } from './store.ts';

const HOLD_FOR_PERSON_MS = 15 * 60_000;
/** The runner beside the server may be gone, or not get to its work, by then. */
const LOOK_AT_HOME_MS = 2000;

type Context = Pick<RunnerContext, 'core' | 'vault' | 'accounts'>;

/** The first job that comes for this runner, or nothing when its time is over. */
export async function claimOrder(
  context: Context,
  runner: RunnerId,
  {
    kinds,
    waitMs: longestMs,
    signal,
    isPaused,
    isLocal,
  }: ClaimRequest & { signal: AbortSignal; isPaused: boolean; isLocal: boolean },
): Promise<Order | undefined> {
  const { core } = context;
  const untilMs = performance.now() + longestMs;
  // The first time it is as the request has found it; whoever waited may have been paused or removed since.
  let known: boolean | undefined = !isPaused;
  const removed = new AbortController();
  const mayTake = async () => {
    const first = known;
    known = undefined;
    if (first !== undefined) return first;
    const key = await findRunnerKey(core.database, runner);
    // Sent away, it hears with its next question why.
    if (!key) removed.abort();
    return key?.isPaused === false;
  };
  const waiting = AbortSignal.any([signal, removed.signal]);
  for (;;) {
    const leftMs = Math.max(0, untilMs - performance.now());
    const allowed = isLocal ? kinds : await kindsForRemote(core.database, kinds, core.clock.nowMs());
    const claimer = { runner, kinds: allowed, isRemote: !isLocal, leaseMs: LEASE_MS };
    const isAll = allowed.length === kinds.length;
    const waitMs = isAll ? leftMs : Math.min(leftMs, LOOK_AT_HOME_MS);
    const job = await waitForJob(core.jobs, claimer, { waitMs, signal: waiting, mayTake });
    if (!job && (waitMs === leftMs || waiting.aborted)) return undefined;
    if (!job) continue;
    const order = await orderUnlessGone(context, job, signal);
    if (order) return order;
  }
}

/** A job that nobody waits for any more goes back, and one that cannot be told is given up. */
async function orderUnlessGone(
  { core, vault, accounts }: Context,
  job: StoredJob,
  signal: AbortSignal,
): Promise<Order | undefined> {
  const { fence } = job.ledger;
  const nowMs = core.clock.nowMs();
  if (signal.aborted) {
    await moveJob(core.jobs, job.id, { event: { kind: 'release', fence, nowMs } });
    return undefined;
  }
  const order = await orderOf({ database: core.database, vault, accounts }, job);
  if (order.ok) return order.value;
  const { fault } = order;
  core.log.error('job_untold', { job: job.id, fault: fault.code });
  const failed = await moveJob(core.jobs, job.id, {
    event: { kind: 'fail', fence, sent: 'no', fault, retry: 'never', runAtMs: nowMs },
    // One of the account asks a person, and the others wait for his word.
    alongside: ({ account }) =>
      account !== null && needsPerson(fault) ? [holdAccount(account, nowMs + HOLD_FOR_PERSON_MS)] : [],
  });
  // Its call is open: somebody may be able to tell it later.
  const later = { kind: 'still_running', fence, pollAtMs: nowMs + LEASE_MS } as const;
  if (!failed.ok) await moveJob(core.jobs, job.id, { event: later });
  return undefined;
}
