import { expect, test } from 'vitest';
import type { Ledger } from '#shared/jobs/job.ts';
import type { JobEvent } from '#shared/jobs/job-event.ts';
import { transition } from '#shared/jobs/transition.ts';
import { aLedger, callId, FIRST, LEASE_MS } from './a-ledger.ts';

const MINUTE_MS = 60_000;
const CALL = callId(1);
const price = { amount: 5, currency: 'USD' };

function after(ledger: Ledger, ...events: JobEvent[]): Ledger {
  return events.reduce((at, event) => {
    const verdict = transition(at, event);
    if (verdict.kind !== 'moved') throw new Error(`${event.kind}: ${JSON.stringify(verdict)}`);
    return verdict.ledger;
  }, ledger);
}

/** Claimed, and the call sent under its key at that moment. */
function sentAt(ledger: Ledger, nowMs: number): Ledger {
  const fence = ledger.fence + 1;
  const begin = { kind: 'begin', fence, call: CALL, recovery: 'key', price, day: '2026-11-21' } as const;
  return after(
    ledger,
    { kind: 'claim', runner: FIRST, nowMs, leaseMs: LEASE_MS },
    { ...begin, sendUntilMs: nowMs + 20_000 },
  );
}

function failed(ledger: Ledger, change: Partial<Extract<JobEvent, { kind: 'fail' }>>): Ledger {
  const fault = { code: 'provider_failed' } as const;
  const fail = {
    kind: 'fail',
    fence: ledger.fence,
    call: CALL,
    sent: 'maybe',
    fault,
    retry: 'retry',
    runAtMs: 0,
  } as const;
  return after(ledger, { ...fail, ...change });
}

test('J21: a refusal of the account parks the job with its attempt, whatever the runner wants; called off, it ends', () => {
  const fault = { code: 'provider_no_money' } as const;
  for (const retry of ['retry', 'snooze', 'never'] as const) {
    const parked = failed(sentAt(aLedger(), 0), { sent: 'yes', fault, retry });
    expect(parked).toMatchObject({
      state: 'needs_human',
      fault,
      attempt: 0,
      calls: [{ state: 'failed', actual: 0 }],
    });
    const again = after(parked, { kind: 'decide', choice: { is: 'go_on' }, nowMs: 9 });
    expect(again).toMatchObject({ state: 'ready', runAtMs: 9, fault: null });
  }
  const calledOff = { ...sentAt(aLedger(), 0), wantsCancel: true };
  expect(failed(calledOff, { sent: 'yes', fault })).toMatchObject({ state: 'cancelled' });
});

test('J21: a refused second sending leaves the call open, and «Повторить» sends it again under its key', () => {
  const fault = { code: 'provider_key_refused' } as const;
  const lost = failed(sentAt(aLedger(), 0), { runAtMs: 5000 });
  const parked = failed(sentAt(lost, 5000), { sent: 'no', fault, runAtMs: 6000 });
  expect(parked).toMatchObject({ state: 'needs_human', fault, calls: [{ state: 'unknown', reserved: 5 }] });
  const again = after(parked, { kind: 'decide', choice: { is: 'look_up' }, nowMs: 10 * MINUTE_MS });
  expect(sentAt(again, 10 * MINUTE_MS).calls).toMatchObject([{ id: CALL, state: 'intent' }]);
});

test('J22: a call whose fate stays open is left alone for longer and longer, and for a quarter of an hour at most', () => {
  const pauses: number[] = [];
  let ledger = aLedger();
  for (let nowMs = 0; nowMs < 5 * 60 * MINUTE_MS; nowMs = ledger.runAtMs) {
    ledger = failed(sentAt(ledger, nowMs), { runAtMs: nowMs + 30_000 });
    expect(ledger).toMatchObject({ state: 'ready', fault: { code: 'provider_failed' } });
    pauses.push(ledger.runAtMs - nowMs);
  }
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(pauses[0]).toBeLessThan(40_000);
  expect(pauses.at(-1)).toBe(15 * MINUTE_MS + 30_000);
});
