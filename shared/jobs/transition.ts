import type { Fault } from '../fault.ts';
import type { Call, CallId, Ledger } from './job.ts';
import type { Decision, JobEvent, RefusedEvent, Step } from './job-event.ts';
import { UNKNOWN_PRICE } from './money.ts';
import { needsPerson } from './needs-person.ts';

export type Verdict =
  | { kind: 'moved'; ledger: Ledger }
  /** It has happened before; nothing changes and the teller may go on. */
  | { kind: 'same' }
  | { kind: 'refused'; why: RefusedEvent };

/** The life of a job: what it becomes by an event. The rules are told in `docs/spec/jobs.md`. */
export function transition(ledger: Ledger, event: JobEvent): Verdict {
  switch (event.kind) {
    case 'claim':
      return claim(ledger, event);
    case 'heartbeat':
      if (!holds(ledger, event.fence)) return refused('lease_lost');
      return moved(ledger, { leaseUntilMs: event.nowMs + event.leaseMs });
    case 'begin':
      return begin(ledger, event);
    case 'submitted':
      return submitted(ledger, event);
    case 'still_running':
      if (!holds(ledger, event.fence)) return refused('lease_lost');
      return moved(ledger, { ...free, state: 'waiting', runAtMs: event.pollAtMs });
    case 'not_found':
      return notFound(ledger, event);
    case 'complete':
      return complete(ledger, event);
    case 'fail':
      return failed(ledger, event);
    case 'park':
      if (!holds(ledger, event.fence)) return refused('lease_lost');
      if (openCall(ledger)) return refused('call_open');
      return moved(ledger, { ...free, state: 'needs_human', fault: event.fault });
    case 'release':
      return holds(ledger, event.fence)
        ? letGo(ledger, event.nowMs, { refund: true })
        : refused('lease_lost');
    case 'expire':
      if (ledger.state !== 'leased') return refused('not_now');
      if ((ledger.leaseUntilMs ?? 0) > event.nowMs && ledger.runner !== event.gone) return refused('not_now');
      return letGo(ledger, event.nowMs, { refund: false });
    case 'restored':
      return restored(ledger, event);
    case 'cancel':
      return cancel(ledger);
    case 'decide':
      return decide(ledger, event.choice, event.nowMs);
    case 'retry':
      if (ledger.state !== 'dead' && ledger.state !== 'cancelled') return refused('not_now');
      return moved(ledger, {
        state: 'ready',
        runAtMs: event.nowMs,
        attempt: 0,
        wantsCancel: false,
        fault: null,
      });
  }
}

/** What whoever claims the job now has to do first. */
export function stepOf(ledger: Ledger): Step {
  const open = openCall(ledger);
  if (!open) return 'run';
  if (open.state === 'submitted') return 'poll';
  return open.recovery === 'key' ? 'send_again' : 'look_up';
}

/** The call whose fate is not known yet, the oldest first. */
export function openCall({ calls }: Ledger): Call | undefined {
  return calls.find(({ state }) => state === 'submitted' || state === 'intent' || state === 'unknown');
}

const free = { runner: null, leaseUntilMs: null } as const;

/** Providers know a key for a day; sent under it later, the same call would be a new one. */
const KEY_LIVES_MS = 23 * 60 * 60_000;
const REST_MAX_MS = 15 * 60_000;

const OUTCOME_UNKNOWN: Fault = { code: 'outcome_unknown' };
const RUNNER_LOST: Fault = { code: 'runner_lost' };
const RESTORED: Fault = { code: 'restored_from_backup' };

type Of<Kind extends JobEvent['kind']> = Extract<JobEvent, { kind: Kind }>;

function claim(ledger: Ledger, { runner, nowMs, leaseMs }: Of<'claim'>): Verdict {
  const isDue = (ledger.state === 'ready' || ledger.state === 'waiting') && ledger.runAtMs <= nowMs;
  if (!isDue) return refused('not_now');
  return moved(ledger, {
    state: 'leased',
    runner,
    leaseUntilMs: nowMs + leaseMs,
    fence: ledger.fence + 1,
    attempt: ledger.attempt + (stepOf(ledger) === 'run' ? 1 : 0),
  });
}

function begin(ledger: Ledger, event: Of<'begin'>): Verdict {
  if (!holds(ledger, event.fence)) return refused('lease_lost');
  const open = openCall(ledger);
  if (open?.id === event.call && open.state !== 'submitted' && open.recovery === 'key') {
    // Given back, it waits for a person.
    if (isForgotten(open, event.sendUntilMs)) return refused('not_now');
    return moved(
      withCall(ledger, event.call, { state: 'intent', fence: event.fence, sendUntilMs: event.sendUntilMs }),
      {},
    );
  }
  const known = ledger.calls.find(({ id }) => id === event.call);
  // Its fate has become known meanwhile: what was sent now would be on nobody's books.
  if (known && (known.state !== 'intent' || known.fence !== event.fence)) return refused('conflict');
  if (known) return { kind: 'same' };
  if (ledger.wantsCancel) return refused('cancelled');
  if (open) return refused('call_open');
  const call: Call = {
    id: event.call,
    fence: event.fence,
    state: 'intent',
    recovery: event.recovery,
    taskId: null,
    wasUnknown: false,
    sendUntilMs: event.sendUntilMs,
    firstSendUntilMs: event.sendUntilMs,
    currency: event.price.currency,
    day: event.day,
    reserved: event.price.amount,
    actual: null,
  };
  return moved({ ...ledger, calls: [...ledger.calls, call] }, {});
}

/** Knowledge about money is taken from anybody, however late. */
function submitted(ledger: Ledger, { call: id, taskId, pollAtMs }: Of<'submitted'>): Verdict {
  const call = ledger.calls.find((one) => one.id === id);
  if (!call) return refused('not_now');
  if (call.taskId === taskId) return { kind: 'same' };
  if (call.taskId !== null || call.state === 'succeeded' || call.state === 'failed')
    return refused('conflict');
  const known = withCall(ledger, id, { state: 'submitted', taskId });
  // Somebody else is at work on a later call of the job; this one is polled after that.
  const isOthers = ledger.state === 'leased' && ledger.fence !== call.fence && openCall(ledger)?.id !== id;
  if (isOthers) return moved(known, {});
  return moved(known, {
    ...free,
    state: 'waiting',
    runAtMs: pollAtMs,
    fault: null,
    wantsCancel: ledger.wantsCancel || ledger.state === 'cancelled',
  });
}

function notFound(ledger: Ledger, { fence, call: id, nowMs }: Of<'not_found'>): Verdict {
  if (!holds(ledger, fence)) return refused('lease_lost');
  const call = ledger.calls.find((one) => one.id === id);
  if (call?.state !== 'unknown' && call?.state !== 'intent') return refused('conflict');
  // It may still be on its way.
  if (nowMs < call.sendUntilMs) return refused('not_now');
  const settled = withCall(ledger, id, { state: 'failed', actual: 0 });
  return afterSettling(settled, { fence, next: { state: 'ready', runAtMs: nowMs, fault: null } });
}

function complete(ledger: Ledger, event: Of<'complete'>): Verdict {
  const call = ledger.calls.find(({ id }) => id === event.call);
  if (!call) {
    if (event.call !== undefined) return refused('not_now');
    if (ledger.state === 'done' && ledger.fence === event.fence) return { kind: 'same' };
    if (!holds(ledger, event.fence)) return refused('lease_lost');
    if (openCall(ledger)) return refused('call_open');
    return moved(ledger, { ...free, state: 'done', fault: null });
  }
  if (call.state === 'succeeded') return { kind: 'same' };
  if (call.state === 'failed') return refused('conflict');
  const settled = withCall(ledger, call.id, {
    state: 'succeeded',
    actual: event.actual ?? call.reserved,
    currency: currencyOf(call, event),
  });
  if (ledger.state === 'cancelled') return moved(settled, {});
  return afterSettling(settled, { fence: event.fence, next: { state: 'done', fault: null } });
}

/** A call that was begun without a price is paid in some currency all the same. */
function currencyOf(call: Call, { actual, currency }: { actual?: number; currency?: string }): string {
  const isUnknown = call.currency === UNKNOWN_PRICE.currency;
  return isUnknown && actual !== undefined && currency !== undefined ? currency : call.currency;
}

function failed(ledger: Ledger, event: Of<'fail'>): Verdict {
  const call = ledger.calls.find(({ id }) => id === event.call);
  if (!call) {
    if (!holds(ledger, event.fence)) return refused('lease_lost');
    return openCall(ledger) ? refused('call_open') : moved(ledger, afterFault(ledger, event));
  }
  if (call.state === 'failed') return { kind: 'same' };
  if (call.state === 'succeeded') return refused('conflict');
  const isHolder = holds(ledger, event.fence);
  // It tells of a sending that was not the last: the provider may have taken the same call since.
  const isOutdated = call.state !== 'submitted' && call.fence !== (event.sentUnder ?? event.fence);
  if (!isHolder && isOutdated && call.recovery === 'key') return { kind: 'same' };
  if (event.sent === 'maybe' || (event.sent === 'no' && call.wasUnknown)) {
    return isHolder ? stillUnknown(ledger, call, event) : refused('lease_lost');
  }
  const settled = withCall(ledger, call.id, {
    state: 'failed',
    actual: event.actual ?? 0,
    currency: currencyOf(call, event),
  });
  const waitedForIt = ledger.state === 'needs_human' && call.state === 'unknown';
  if (!isHolder && !waitedForIt) return moved(settled, {});
  return afterSettling(settled, { fence: event.fence, next: afterFault(settled, event) });
}

/** A runner that stops, or is gone: what it left behind decides how the job goes on. */
function letGo(ledger: Ledger, nowMs: number, { refund }: { refund: boolean }): Verdict {
  const open = openCall(ledger);
  if (open?.state === 'submitted') return moved(ledger, { ...free, state: 'waiting', runAtMs: nowMs });
  if (open) return unknownNow(ledger, open, nowMs);
  if (ledger.wantsCancel) return moved(ledger, { ...free, state: 'cancelled' });
  if (refund)
    return moved(ledger, {
      ...free,
      state: 'ready',
      runAtMs: nowMs,
      attempt: Math.max(0, ledger.attempt - 1),
    });
  if (ledger.attempt >= ledger.maxAttempts)
    return moved(ledger, { ...free, state: 'dead', fault: RUNNER_LOST });
  return moved(ledger, { ...free, state: 'ready', runAtMs: nowMs });
}

/** What was not begun when the backup was made may have been done and paid since: a person looks first. */
function restored(ledger: Ledger, { isPaid, nowMs }: Of<'restored'>): Verdict {
  const { state } = ledger;
  if (state !== 'ready' && state !== 'leased' && state !== 'waiting') return { kind: 'same' };
  if (openCall(ledger) || ledger.wantsCancel) return letGo(ledger, nowMs, { refund: true });
  if (!isPaid) return state === 'leased' ? letGo(ledger, nowMs, { refund: true }) : { kind: 'same' };
  return moved(ledger, { ...free, state: 'needs_human', fault: RESTORED });
}

/** Sent or not, nobody knows: never sent blindly again. */
function unknownNow(ledger: Ledger, call: Call, atMs: number): Verdict {
  const unknown = withCall(ledger, call.id, { state: 'unknown', wasUnknown: true });
  if (call.recovery === 'none' || isForgotten(call, atMs))
    return moved(unknown, { ...free, state: 'needs_human', fault: OUTCOME_UNKNOWN });
  const runAtMs = call.recovery === 'lookup' ? Math.max(atMs, call.sendUntilMs) : atMs;
  return moved(unknown, { ...free, state: 'ready', runAtMs });
}

/** A sending that told nothing new of its call: the longer it is so, the longer it is left alone. */
function stillUnknown(ledger: Ledger, call: Call, { fault, runAtMs }: Of<'fail'>): Verdict {
  const openMs = Math.max(0, runAtMs - (call.firstSendUntilMs ?? runAtMs));
  const verdict = unknownNow(ledger, call, runAtMs + Math.ceil(Math.min(REST_MAX_MS, openMs / 4)));
  if (verdict.kind !== 'moved' || verdict.ledger.state === 'needs_human') return verdict;
  return moved(verdict.ledger, needsPerson(fault) ? { state: 'needs_human', fault } : { fault });
}

/** Whether the provider may know the key of a call no more. What costs nothing may be done twice. */
function isForgotten({ recovery, reserved, currency, firstSendUntilMs }: Call, atMs: number): boolean {
  const isFree = reserved === 0 && currency !== UNKNOWN_PRICE.currency;
  return recovery === 'key' && !isFree && atMs - (firstSendUntilMs ?? atMs) > KEY_LIVES_MS;
}

function afterFault(ledger: Ledger, { retry, fault, runAtMs }: Of<'fail'>): Partial<Ledger> {
  if (ledger.wantsCancel) return { ...free, state: 'cancelled' };
  const unused = Math.max(0, ledger.attempt - 1);
  if (needsPerson(fault)) return { ...free, state: 'needs_human', fault, attempt: unused };
  if (retry === 'snooze') return { ...free, state: 'ready', runAtMs, fault, attempt: unused };
  if (retry === 'retry' && ledger.attempt < ledger.maxAttempts)
    return { ...free, state: 'ready', runAtMs, fault };
  return { ...free, state: 'dead', fault };
}

/** A settled call ends the job only when the fate of every other one is known too. */
function afterSettling(ledger: Ledger, { fence, next }: { fence: number; next: Partial<Ledger> }): Verdict {
  const other = openCall(ledger);
  if (!other) {
    const isCancelled = next.state === 'ready' && ledger.wantsCancel;
    return moved(ledger, { ...free, ...next, ...(isCancelled ? { state: 'cancelled' } : {}) });
  }
  if (ledger.state === 'leased' && !holds(ledger, fence)) return moved(ledger, {});
  if (other.state === 'submitted') return moved(ledger, { ...free, state: 'waiting' });
  return unknownNow(ledger, other, ledger.runAtMs);
}

function cancel(ledger: Ledger): Verdict {
  const { state } = ledger;
  if (state === 'done' || state === 'dead' || state === 'cancelled') return { kind: 'same' };
  const open = openCall(ledger);
  if (state === 'needs_human' && open)
    return moved(withCall(ledger, open.id, { state: 'abandoned' }), { state: 'cancelled', fault: null });
  if (state === 'leased' || open)
    return ledger.wantsCancel ? { kind: 'same' } : moved(ledger, { wantsCancel: true });
  return moved(ledger, { state: 'cancelled', fault: null });
}

function decide(ledger: Ledger, choice: Decision, nowMs: number): Verdict {
  if (ledger.state !== 'needs_human') return refused('not_now');
  const open = openCall(ledger);
  const again = { state: 'ready', runAtMs: nowMs, fault: null } as const;
  if (!open) {
    if (choice.is === 'go_on') return moved(ledger, again);
    if (choice.is === 'give_up') return moved(ledger, { state: 'dead' });
    return refused('not_now');
  }
  const lost = withCall(ledger, open.id, { state: 'abandoned' });
  switch (choice.is) {
    case 'look_up':
      return open.recovery === 'none' ? refused('not_now') : moved(ledger, again);
    case 'found':
      return submitted(ledger, { kind: 'submitted', call: open.id, taskId: choice.taskId, pollAtMs: nowMs });
    case 'assume_lost':
      return moved(lost, { state: 'dead' });
    case 'retry_paid':
      return moved(lost, { ...again, attempt: Math.min(ledger.attempt, ledger.maxAttempts - 1) });
    default:
      return refused('not_now');
  }
}

function holds(ledger: Ledger, fence: number): boolean {
  return ledger.state === 'leased' && ledger.fence === fence;
}

function withCall(ledger: Ledger, id: CallId, change: Partial<Call>): Ledger {
  return { ...ledger, calls: ledger.calls.map((call) => (call.id === id ? { ...call, ...change } : call)) };
}

function moved(ledger: Ledger, change: Partial<Ledger>): Verdict {
  return { kind: 'moved', ledger: { ...ledger, ...change } };
}

function refused(why: RefusedEvent): Verdict {
  return { kind: 'refused', why };
}
