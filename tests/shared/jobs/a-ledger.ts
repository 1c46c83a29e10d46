import { CallId, type Ledger, RunnerId } from '#shared/jobs/job.ts';
import type { JobEvent } from '#shared/jobs/job-event.ts';
import { transition } from '#shared/jobs/transition.ts';

export const FIRST = RunnerId.parse('0000000000000000000000000A');
export const SECOND = RunnerId.parse('0000000000000000000000000B');
export const LEASE_MS = 60_000;

export function callId(n: number): CallId {
  return CallId.parse(String(n).padStart(26, '0'));
}

export function aLedger(change: Partial<Ledger> = {}): Ledger {
  return {
    state: 'ready',
    fence: 0,
    runner: null,
    leaseUntilMs: null,
    runAtMs: 0,
    attempt: 0,
    maxAttempts: 3,
    wantsCancel: false,
    fault: null,
    calls: [],
    ...change,
  };
}

/** The ledger after events that all must be taken. */
export function after(ledger: Ledger, ...events: JobEvent[]): Ledger {
  return events.reduce((current, event) => {
    const verdict = transition(current, event);
    if (verdict.kind === 'refused') throw new Error(`${event.kind} was refused: ${verdict.why}`);
    return verdict.kind === 'moved' ? verdict.ledger : current;
  }, ledger);
}

export function claim(nowMs = 0, runner = FIRST): JobEvent {
  return { kind: 'claim', runner, nowMs, leaseMs: LEASE_MS };
}
