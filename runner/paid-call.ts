import { CallId } from '#shared/jobs/job.ts';
import type { BeginAnswer, Order } from '#shared/runner/protocol.ts';
import { TooLateError } from './adapters/adapter.ts';
import type { Lease } from './lease.ts';
import type { Outcome } from './outcome.ts';
import { type Clock, newUlid } from './ports.ts';
import type { Said, ServerClient } from './server-client.ts';

const AGAIN_AFTER_MS = 1000;
const TRY_FOR_MS = 15_000;
/** What is left of the time must be enough for the request to leave. */
const MARGIN_MS = 1000;

export type Begun = { call: CallId; assertInTime(): void };

type Parts = { client: ServerClient; clock: Clock; lease: Lease; order: Order; signal: AbortSignal };

/**
 * Has the call written down before anything is sent. The time for sending runs from before the question: a pause
 * anywhere after it is found by `assertInTime`.
 */
export async function beginCall(parts: Parts): Promise<Begun | Outcome> {
  const { clock, order, lease } = parts;
  const call = order.openCall?.id ?? CallId.parse(newUlid());
  if (!(await lease.isSure())) return { says: 'release' };
  const askedAtMs = clock.nowMs();
  const said = await askToBegin(parts, call);
  if (said.kind === 'away') return notSent(call);
  if (said.kind === 'refused') return afterRefusal(said.fault);
  const sendByMs = askedAtMs + said.value.sendWithinMs - MARGIN_MS;
  return {
    call,
    assertInTime() {
      if (clock.nowMs() > sendByMs) throw new TooLateError();
    },
  };
}

/** The same call again and again: once is enough, and the server knows it by its id. */
async function askToBegin({ client, clock, order, signal }: Parts, call: CallId): Promise<Said<BeginAnswer>> {
  const startedAtMs = clock.nowMs();
  for (;;) {
    const said = await client.begin(order.job, { fence: order.fence, call });
    if (said.kind !== 'away' || signal.aborted || clock.nowMs() - startedAtMs > TRY_FOR_MS) return said;
    await clock.wait(AGAIN_AFTER_MS, signal);
  }
}

/** Whether it was written down or not, it certainly did not go out. */
export function notSent(call: CallId): Outcome {
  return {
    says: 'fail',
    body: { call, sent: 'no', fault: { code: 'provider_unreachable' }, retry: 'retry', retryAfterMs: 5000 },
  };
}

function afterRefusal(fault: Extract<Said<never>, { kind: 'refused' }>['fault']): Outcome {
  if (fault.code !== 'job_refused') return { says: 'fail', body: { sent: 'no', fault, retry: 'never' } };
  // Called off, or not ours any more: giving it back ends either.
  return { says: 'release' };
}
