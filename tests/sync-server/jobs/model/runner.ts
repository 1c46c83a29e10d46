import { claimJob } from '#server/jobs/claim-job.ts';
import { completeJob } from '#server/jobs/complete-job.ts';
import { moveJob } from '#server/jobs/move-job.ts';
import { findJob } from '#server/jobs/store.ts';
import type { Fault } from '#shared/fault.ts';
import type { CallId, JobId, Recovery, RunnerId } from '#shared/jobs/job.ts';
import type { JobEvent } from '#shared/jobs/job-event.ts';
import { openCall, stepOf } from '#shared/jobs/transition.ts';
import { SEND_WITHIN_MS } from '#shared/runner/protocol.ts';
import { callId, LEASE_MS } from '../../../shared/jobs/a-ledger.ts';
import type { Queue } from '../a-queue.ts';
import type { Provider } from './provider.ts';

const PRICE = { amount: 1, currency: 'USD' };
const DAY = '2026-11-21';

/** How one step of a runner goes: the answer to it may be lost, or the provider may refuse, or want money first. */
export type How = { isLost?: boolean; isRefused?: boolean; isUnpaid?: boolean };

type Held = { job: JobId; fence: number };
type Hand =
  | { at: 'idle' }
  | (Held & { at: 'claimed'; call: CallId })
  | (Held & { at: 'begun'; call: CallId; sendUntilMs: number; isSentAgain: boolean })
  | (Held & { at: 'sent'; call: CallId; taskId: string })
  | (Held & { at: 'made'; call: CallId })
  | (Held & { at: 'failed'; call: CallId; sent: 'no' | 'yes' | 'maybe'; fault: Fault });

export type RunnerWorld = { queue: Queue; provider: Provider; recovery: Recovery; kind: string };

let calls = 0;

/**
 * A runner as the protocol wants it, one step at a time, so that anything can happen between two. What it is told
 * it may not hear, and then it says the same again.
 */
export class ModelRunner {
  readonly #world: RunnerWorld;
  readonly #id: RunnerId;
  #hand: Hand = { at: 'idle' };

  constructor(world: RunnerWorld, id: RunnerId) {
    this.#world = world;
    this.#id = id;
  }

  get isIdle(): boolean {
    return this.#hand.at === 'idle';
  }

  /** It dies, and what it had in its memory is gone. */
  crash(): void {
    this.#hand = { at: 'idle' };
  }

  async step(how: How = {}): Promise<void> {
    this.#hand = await this.#next(this.#hand, how);
  }

  #next(hand: Hand, how: How): Promise<Hand> | Hand {
    switch (hand.at) {
      case 'idle':
        return this.#claim(how);
      case 'claimed':
        return this.#start(hand, how);
      case 'begun':
        return this.#send(hand, how);
      case 'sent':
        return this.#tell(hand, how, {
          kind: 'submitted',
          call: hand.call,
          taskId: hand.taskId,
          pollAtMs: this.#nowMs,
        });
      case 'made':
        return this.#handIn(hand, how);
      case 'failed': {
        const { call, fence, sent, fault } = hand;
        const runAtMs = this.#nowMs;
        return this.#tell(hand, how, { kind: 'fail', fence, call, sent, fault, retry: 'retry', runAtMs });
      }
    }
  }

  async #claim({ isLost }: How): Promise<Hand> {
    const { queue, kind } = this.#world;
    const job = await claimJob(queue.context, { runner: this.#id, kinds: [kind], leaseMs: LEASE_MS });
    if (!job || isLost) return { at: 'idle' };
    return { at: 'claimed', job: job.id, fence: job.ledger.fence, call: callId(++calls) };
  }

  async #start(hand: Extract<Hand, { at: 'claimed' }>, how: How): Promise<Hand> {
    const { queue, provider } = this.#world;
    const { job: id, fence } = hand;
    const ledger = (await findJob(queue.core.database, id))?.ledger;
    // What it was told with the claim; a fence that has moved on stands for an order that is too old.
    if (!ledger || ledger.fence !== fence) return { at: 'idle' };
    const open = openCall(ledger);
    const step = stepOf(ledger);
    if (open && step === 'poll') {
      if (provider.isDone(open.taskId ?? '')) return { ...hand, at: 'made', call: open.id };
      return this.#tell(hand, how, { kind: 'still_running', fence, pollAtMs: this.#nowMs + 1000 });
    }
    if (open && step === 'look_up') {
      const taskId = provider.find(open.id);
      if (taskId) return { ...hand, at: 'sent', call: open.id, taskId };
      return this.#tell(hand, how, { kind: 'not_found', fence, call: open.id, nowMs: this.#nowMs });
    }
    const again = step === 'send_again' ? open : undefined;
    return this.#begin(
      { ...hand, call: again?.id ?? hand.call },
      { ...how, isSentAgain: again !== undefined },
    );
  }

  async #begin(
    hand: Extract<Hand, { at: 'claimed' }>,
    { isLost, isSentAgain }: How & { isSentAgain: boolean },
  ): Promise<Hand> {
    const { job, fence, call } = hand;
    const sendUntilMs = this.#nowMs + SEND_WITHIN_MS;
    const recovery = this.#world.recovery;
    const event = { kind: 'begin', fence, call, recovery, price: PRICE, day: DAY, sendUntilMs } as const;
    const begun = await moveJob(this.#world.queue.context, job, { event });
    if (isLost) return hand;
    if (begun.ok) {
      const written = begun.value.ledger.calls.find(({ id }) => id === call);
      return { ...hand, at: 'begun', sendUntilMs: written?.sendUntilMs ?? 0, isSentAgain };
    }
    const { fault } = begun;
    if (fault.code === 'budget_exceeded')
      return this.#tell(
        hand,
        {},
        { kind: 'fail', fence, sent: 'no', fault, retry: 'never', runAtMs: this.#nowMs },
      );
    return this.#tell(hand, {}, { kind: 'release', fence, nowMs: this.#nowMs });
  }

  /** The deadline is looked at in the same breath as the sending: a sleep between the two is beyond any ledger. */
  #send(hand: Extract<Hand, { at: 'begun' }>, { isLost, isRefused, isUnpaid }: How): Hand {
    const failed = { ...hand, at: 'failed', fault: { code: 'unreachable' } } as const;
    if (this.#nowMs >= hand.sendUntilMs || isRefused) return { ...failed, sent: 'no' };
    // That it is sent away now says nothing of the first time.
    if (isUnpaid)
      return { ...failed, sent: hand.isSentAgain ? 'no' : 'yes', fault: { code: 'provider_no_money' } };
    const taskId = this.#world.provider.send(hand.call);
    return isLost ? { ...failed, sent: 'maybe' } : { ...hand, at: 'sent', taskId };
  }

  async #handIn(hand: Extract<Hand, { at: 'made' }>, { isLost }: How): Promise<Hand> {
    const { job, fence, call } = hand;
    const sound = { sha256: 'f'.repeat(64), kind: 'audio', type: 'audio/wav', sizeBytes: 1 } as const;
    const files = [{ ...sound, width: null, height: null, durationMs: 1 }];
    await completeJob(this.#world.queue.core, job, { fence, call, actual: 1, files });
    return isLost ? hand : { at: 'idle' };
  }

  async #tell(hand: Hand & Held, { isLost }: How, event: JobEvent): Promise<Hand> {
    await moveJob(this.#world.queue.context, hand.job, { event });
    return isLost ? hand : { at: 'idle' };
  }

  get #nowMs(): number {
    return this.#world.queue.clock.nowMs();
  }
}
