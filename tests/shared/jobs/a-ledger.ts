import { CallId, type Ledger, RunnerId } from '#shared/jobs/job.ts';

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
