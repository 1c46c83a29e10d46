import { type CallId, type Ledger, type Recovery, RunnerId } from '#shared/jobs/job.ts';
import type { JobEvent } from '#shared/jobs/job-event.ts';
import { openCall, stepOf, transition } from '#shared/jobs/transition.ts';
import { aLedger, callId, LEASE_MS } from './a-ledger.ts';

const SEND_WITHIN_MS = 20_000;

/** One thing that happens in the world: to a runner, to the net, or to time. */
export type Happening = {
  what:
    | 'claim'
    | 'go on'
    | 'go on, answer lost'
    | 'go on, provider fails'
    | 'crash'
    | 'time'
    | 'sweep'
    | 'cancel'
    | 'say lost'
    | 'say pay again'
    | 'say retry';
  runner: number;
};

type Hand =
  | { at: 'idle' }
  | { at: 'claimed'; fence: number }
  | { at: 'begun'; fence: number; call: CallId; sendUntilMs: number }
  | { at: 'sent'; fence: number; call: CallId; taskId: string }
  | { at: 'refused'; fence: number; call: CallId }
  | { at: 'unsure'; fence: number; call: CallId };

/**
 * A provider that takes money, runners that die, sleep and lose answers, and a clock, around one job. The oracle is
 * the provider's list of charges.
 */
export class PaidWorld {
  ledger: Ledger = aLedger();
  readonly charges: CallId[] = [];
  nowMs = 0;
  /** How often a person has said that the job may cost again. */
  words = 0;
  readonly #recovery: Recovery;
  readonly #isBlind: boolean;
  readonly #hands: Hand[] = [{ at: 'idle' }, { at: 'idle' }, { at: 'idle' }];
  readonly #taken = new Map<CallId, string>();
  #calls = 0;

  constructor(recovery: Recovery, { isBlind = false } = {}) {
    this.#recovery = recovery;
    this.#isBlind = isBlind;
  }

  happen({ what, runner }: Happening): void {
    if (what === 'time') this.nowMs += 13_000;
    else if (what === 'sweep') this.#tell({ kind: 'expire', nowMs: this.nowMs });
    else if (what === 'cancel') this.#tell({ kind: 'cancel' });
    else if (what === 'crash') this.#hands[runner] = { at: 'idle' };
    else if (what === 'claim') this.#claim(runner);
    else if (what === 'say lost')
      this.#tell({ kind: 'decide', choice: { is: 'assume_lost' }, nowMs: this.nowMs });
    else if (what === 'say pay again')
      this.#say({ kind: 'decide', choice: { is: 'retry_paid' }, nowMs: this.nowMs });
    else if (what === 'say retry') this.#say({ kind: 'retry', nowMs: this.nowMs });
    else this.#hands[runner] = this.#goOn(this.#hands[runner] ?? { at: 'idle' }, what);
  }

  #say(event: JobEvent): void {
    if (this.#tell(event)) this.words++;
  }

  #claim(runner: number): void {
    const event: JobEvent = { kind: 'claim', runner: runnerId(runner), nowMs: this.nowMs, leaseMs: LEASE_MS };
    if (this.#hands[runner]?.at === 'idle' && this.#tell(event))
      this.#hands[runner] = { at: 'claimed', fence: this.ledger.fence };
  }

  #goOn(hand: Hand, how: Happening['what']): Hand {
    switch (hand.at) {
      case 'idle':
        return hand;
      case 'claimed':
        return this.#start(hand.fence);
      case 'begun':
        return this.#send(hand, how);
      case 'sent': {
        const { call, taskId } = hand;
        this.#tell({ kind: 'submitted', call, taskId, pollAtMs: this.nowMs });
        return { at: 'idle' };
      }
      case 'refused':
        this.#fail(hand, 'no');
        return { at: 'idle' };
      case 'unsure':
        this.#fail(hand, 'maybe');
        return { at: 'idle' };
    }
  }

  #start(fence: number): Hand {
    const open = openCall(this.ledger);
    const step = stepOf(this.ledger);
    if (this.ledger.fence !== fence) return { at: 'idle' };
    if (open && step === 'poll') {
      this.#tell({ kind: 'complete', fence, call: open.id, actual: 1 });
      return { at: 'idle' };
    }
    if (open && step === 'look_up') {
      const taskId = this.#taken.get(open.id);
      if (taskId) this.#tell({ kind: 'submitted', call: open.id, taskId, pollAtMs: this.nowMs });
      else this.#tell({ kind: 'not_found', fence, call: open.id, nowMs: this.nowMs });
      return { at: 'idle' };
    }
    const call = step === 'send_again' && open ? open.id : callId(++this.#calls);
    const sendUntilMs = this.nowMs + SEND_WITHIN_MS;
    const begin: JobEvent = { kind: 'begin', fence, call, recovery: this.#recovery, price: 1, sendUntilMs };
    return this.#tell(begin) ? { at: 'begun', fence, call, sendUntilMs } : { at: 'idle' };
  }

  /** The deadline is looked at in the same breath as the sending: a sleep between the two is beyond any ledger. */
  #send({ fence, call, sendUntilMs }: Extract<Hand, { at: 'begun' }>, how: Happening['what']): Hand {
    if (this.nowMs >= sendUntilMs) return { at: 'refused', fence, call };
    if (how === 'go on, provider fails') return { at: 'refused', fence, call };
    if (this.#recovery !== 'key' || !this.#taken.has(call)) this.charges.push(call);
    const taskId = this.#taken.get(call) ?? `at provider ${this.charges.length}`;
    this.#taken.set(call, taskId);
    return how === 'go on, answer lost' ? { at: 'unsure', fence, call } : { at: 'sent', fence, call, taskId };
  }

  #fail({ fence, call }: { fence: number; call: CallId }, sent: 'no' | 'maybe'): void {
    const fault = { code: 'unreachable' } as const;
    this.#tell({ kind: 'fail', fence, call, sent, fault, retry: 'retry', runAtMs: this.nowMs });
  }

  #tell(event: JobEvent): boolean {
    const verdict = transition(this.ledger, event);
    if (verdict.kind === 'moved') this.ledger = this.#isBlind ? blind(verdict.ledger) : verdict.ledger;
    return verdict.kind !== 'refused';
  }
}

/** What ordinary queues do: a lost answer is a failure, and a failure is tried again. */
function blind(ledger: Ledger): Ledger {
  if (!ledger.calls.some(({ state }) => state === 'unknown')) return ledger;
  const calls = ledger.calls.map((call) =>
    call.state === 'unknown' ? ({ ...call, state: 'failed' } as const) : call,
  );
  return { ...ledger, calls, state: 'ready', fault: null };
}

function runnerId(n: number): RunnerId {
  return RunnerId.parse(String(n).padStart(26, '0'));
}
