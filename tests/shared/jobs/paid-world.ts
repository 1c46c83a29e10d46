import type { Fault } from '#shared/fault.ts';
import { type CallId, type Ledger, type Recovery, RunnerId } from '#shared/jobs/job.ts';
import type { JobEvent } from '#shared/jobs/job-event.ts';
import { openCall, stepOf } from '#shared/jobs/transition.ts';
import { callId, LEASE_MS } from './a-ledger.ts';

/** Where the job's life is kept: in memory, or in a real database. */
export type Keeper = { ledger(): Promise<Ledger>; tell(event: JobEvent): Promise<boolean> };

const SEND_WITHIN_MS = 20_000;
const PRICE = { amount: 1, currency: 'USD' };
const DAY = '2026-11-21';
const START_MS = 1_750_000_000_000;

/** One thing that happens in the world: to a runner, to the net, or to time. */
export type Happening = {
  what:
    | 'claim'
    | 'go on'
    | 'go on, answer lost'
    | 'go on, provider fails'
    | 'go on, provider is busy'
    | 'go on, provider wants money'
    | 'crash'
    | 'time'
    | 'sweep'
    | 'cancel'
    | 'say lost'
    | 'say pay again'
    | 'say go on'
    | 'say look up'
    | 'say retry';
  runner: number;
};

type Hand =
  | { at: 'idle' }
  | { at: 'claimed'; fence: number }
  | { at: 'begun'; fence: number; call: CallId; sendUntilMs: number; isSentAgain: boolean }
  | { at: 'sent'; fence: number; call: CallId; taskId: string }
  | { at: 'refused'; fence: number; call: CallId; fault?: Fault }
  | { at: 'sent away'; fence: number; call: CallId; fault?: Fault }
  | { at: 'unsure'; fence: number; call: CallId };

/**
 * A provider that takes money, runners that die, sleep and lose answers, and a clock, around one job. The oracle is
 * the provider's list of charges.
 */
export class PaidWorld {
  readonly charges: CallId[] = [];
  nowMs = START_MS;
  /** How often a person has said that the job may cost again. */
  words = 0;
  readonly #recovery: Recovery;
  readonly #keeper: Keeper;
  readonly #hands: Hand[] = [{ at: 'idle' }, { at: 'idle' }, { at: 'idle' }];
  readonly #taken = new Map<CallId, string>();
  #calls = 0;

  constructor(recovery: Recovery, keeper: Keeper) {
    this.#recovery = recovery;
    this.#keeper = keeper;
  }

  async happen({ what, runner }: Happening): Promise<void> {
    if (what === 'time') this.nowMs += 13_000;
    else if (what === 'sweep') await this.#tell({ kind: 'expire', nowMs: this.nowMs });
    else if (what === 'cancel') await this.#tell({ kind: 'cancel' });
    else if (what === 'crash') this.#hands[runner] = { at: 'idle' };
    else if (what === 'claim') await this.#claim(runner);
    else if (what === 'say lost')
      await this.#tell({ kind: 'decide', choice: { is: 'assume_lost' }, nowMs: this.nowMs });
    else if (what === 'say pay again')
      await this.#say({ kind: 'decide', choice: { is: 'retry_paid' }, nowMs: this.nowMs });
    // Neither may cost more: nothing was taken, or the fate of what was sent is looked for.
    else if (what === 'say go on')
      await this.#tell({ kind: 'decide', choice: { is: 'go_on' }, nowMs: this.nowMs });
    else if (what === 'say look up')
      await this.#tell({ kind: 'decide', choice: { is: 'look_up' }, nowMs: this.nowMs });
    else if (what === 'say retry') await this.#say({ kind: 'retry', nowMs: this.nowMs });
    else this.#hands[runner] = await this.#goOn(this.#hands[runner] ?? { at: 'idle' }, what);
  }

  async #say(event: JobEvent): Promise<void> {
    if (await this.#tell(event)) this.words++;
  }

  async #claim(runner: number): Promise<void> {
    const event: JobEvent = { kind: 'claim', runner: runnerId(runner), nowMs: this.nowMs, leaseMs: LEASE_MS };
    if (this.#hands[runner]?.at === 'idle' && (await this.#tell(event)))
      this.#hands[runner] = { at: 'claimed', fence: (await this.#keeper.ledger()).fence };
  }

  async #goOn(hand: Hand, how: Happening['what']): Promise<Hand> {
    switch (hand.at) {
      case 'idle':
        return hand;
      case 'claimed':
        return this.#start(hand.fence);
      case 'begun':
        return this.#send(hand, how);
      case 'sent': {
        const { call, taskId } = hand;
        await this.#tell({ kind: 'submitted', call, taskId, pollAtMs: this.nowMs });
        return { at: 'idle' };
      }
      case 'refused':
        await this.#fail(hand, 'no');
        return { at: 'idle' };
      case 'sent away':
        await this.#fail(hand, 'yes');
        return { at: 'idle' };
      case 'unsure':
        await this.#fail(hand, 'maybe');
        return { at: 'idle' };
    }
  }

  async #start(fence: number): Promise<Hand> {
    const ledger = await this.#keeper.ledger();
    const open = openCall(ledger);
    const step = stepOf(ledger);
    if (ledger.fence !== fence) return { at: 'idle' };
    if (open && step === 'poll') {
      await this.#tell({ kind: 'complete', fence, call: open.id, actual: 1 });
      return { at: 'idle' };
    }
    if (open && step === 'look_up') {
      const taskId = this.#taken.get(open.id);
      if (taskId) await this.#tell({ kind: 'submitted', call: open.id, taskId, pollAtMs: this.nowMs });
      else await this.#tell({ kind: 'not_found', fence, call: open.id, nowMs: this.nowMs });
      return { at: 'idle' };
    }
    const isSentAgain = step === 'send_again';
    const call = isSentAgain && open ? open.id : callId(++this.#calls);
    const sendUntilMs = this.nowMs + SEND_WITHIN_MS;
    const begin: JobEvent = {
      kind: 'begin',
      fence,
      call,
      recovery: this.#recovery,
      price: PRICE,
      day: DAY,
      sendUntilMs,
    };
    return (await this.#tell(begin))
      ? { at: 'begun', fence, call, sendUntilMs, isSentAgain }
      : { at: 'idle' };
  }

  /** The deadline is looked at in the same breath as the sending: a sleep between the two is beyond any ledger. */
  #send(
    { fence, call, sendUntilMs, isSentAgain }: Extract<Hand, { at: 'begun' }>,
    how: Happening['what'],
  ): Hand {
    if (this.nowMs >= sendUntilMs) return { at: 'refused', fence, call };
    if (how === 'go on, provider fails') return { at: 'refused', fence, call };
    // A busy provider has not looked at the call; that it is sent away again says nothing of the first time.
    if (how === 'go on, provider is busy') return { at: isSentAgain ? 'refused' : 'sent away', fence, call };
    if (how === 'go on, provider wants money')
      return { at: isSentAgain ? 'refused' : 'sent away', fence, call, fault: { code: 'provider_no_money' } };
    if (this.#recovery !== 'key' || !this.#taken.has(call)) this.charges.push(call);
    const taskId = this.#taken.get(call) ?? `at provider ${this.charges.length}`;
    this.#taken.set(call, taskId);
    return how === 'go on, answer lost' ? { at: 'unsure', fence, call } : { at: 'sent', fence, call, taskId };
  }

  async #fail(
    { fence, call, fault = { code: 'unreachable' } }: { fence: number; call: CallId; fault?: Fault },
    sent: 'no' | 'yes' | 'maybe',
  ): Promise<void> {
    await this.#tell({ kind: 'fail', fence, call, sent, fault, retry: 'retry', runAtMs: this.nowMs });
  }

  #tell(event: JobEvent): Promise<boolean> {
    return this.#keeper.tell(event);
  }
}

function runnerId(n: number): RunnerId {
  return RunnerId.parse(String(n).padStart(26, '0'));
}
