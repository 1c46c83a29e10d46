import { expect, test } from 'vitest';
import type { Ledger } from '#shared/jobs/job.ts';
import type { JobEvent } from '#shared/jobs/job-event.ts';
import { transition } from '#shared/jobs/transition.ts';
import { aLedger, callId, FIRST, LEASE_MS, SECOND } from './a-ledger.ts';

const HOUR_MS = 60 * 60_000;
const CALL = callId(1);

function after(ledger: Ledger, events: JobEvent[]): Ledger {
  return events.reduce((at, event) => {
    const verdict = transition(at, event);
    if (verdict.kind === 'refused') throw new Error(`${event.kind}: ${verdict.why}`);
    return verdict.kind === 'moved' ? verdict.ledger : at;
  }, ledger);
}

function claim(runner: typeof FIRST, nowMs: number): JobEvent {
  return { kind: 'claim', runner, nowMs, leaseMs: LEASE_MS };
}

function begin(fence: number, nowMs: number, amount = 5): Extract<JobEvent, { kind: 'begin' }> {
  const price = { amount, currency: 'USD' };
  return {
    ...{ kind: 'begin', fence, call: CALL, recovery: 'key', price, day: '2026-11-21' },
    sendUntilMs: nowMs + 20_000,
  };
}

/** The provider was busy and took nothing: its own word, about the sending under this fence. */
function sentAway(sentUnder: number): JobEvent {
  const fault = { code: 'provider_busy', retryAfterS: 5 } as const;
  return { kind: 'fail', fence: -1, sentUnder, call: CALL, sent: 'yes', fault, retry: 'retry', runAtMs: 0 };
}

/** A first runner has sent a call under a key and is cut off; a second one has the job. */
const handedOn = after(aLedger(), [
  claim(FIRST, 0),
  begin(1, 0),
  { kind: 'expire', nowMs: LEASE_MS },
  claim(SECOND, LEASE_MS),
]);

test('J7: a refusal of the first sending, told late, does not settle the call that was sent again under its key', () => {
  const again = after(handedOn, [begin(2, LEASE_MS)]);
  const told = after(again, [sentAway(1)]);
  expect(told).toEqual(again);
  expect(after(told, [{ kind: 'complete', fence: 2, call: CALL }])).toMatchObject({
    state: 'done',
    calls: [{ state: 'succeeded', actual: 5 }],
  });
  const died = after(again, [{ kind: 'expire', nowMs: 2 * LEASE_MS }]);
  expect(after(died, [sentAway(1)])).toEqual(died);
});

test('J5: a call whose fate has become known meanwhile is not sent again', () => {
  const known = after(handedOn, [sentAway(1)]);
  expect(known.calls).toMatchObject([{ state: 'failed', actual: 0 }]);
  expect(transition(known, begin(2, LEASE_MS))).toEqual({ kind: 'refused', why: 'conflict' });
});

test('J5: a key older than the memory of providers is not used again: a person is asked, once it is given back', () => {
  const late = 24 * HOUR_MS;
  const gone = { kind: 'expire', nowMs: LEASE_MS } as const;
  const lost = after(aLedger(), [claim(FIRST, 0), begin(1, 0), gone, claim(SECOND, late)]);
  expect(transition(lost, begin(2, late))).toEqual({ kind: 'refused', why: 'not_now' });
  expect(after(lost, [{ kind: 'release', fence: 2, nowMs: late }])).toMatchObject({
    state: 'needs_human',
    fault: { code: 'outcome_unknown' },
  });
  const free = after(aLedger(), [claim(FIRST, 0), begin(1, 0, 0), gone, claim(SECOND, late)]);
  expect(transition(free, begin(2, late, 0))).toMatchObject({ kind: 'moved' });
});

test('J5: sending under one key over and over does not make it younger', () => {
  let ledger = aLedger();
  for (let nowMs = 0; nowMs < 30 * HOUR_MS && ledger.state === 'ready'; nowMs += HOUR_MS) {
    ledger = after(ledger, [claim(FIRST, nowMs)]);
    ledger = after(ledger, [begin(ledger.fence, nowMs), { kind: 'expire', nowMs: nowMs + LEASE_MS }]);
  }
  expect(ledger.state).toBe('needs_human');
});
