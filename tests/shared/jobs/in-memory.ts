import type { Ledger } from '#shared/jobs/job.ts';
import type { JobEvent } from '#shared/jobs/job-event.ts';
import { transition } from '#shared/jobs/transition.ts';
import { aLedger } from './a-ledger.ts';
import type { Keeper } from './paid-world.ts';

export class InMemory implements Keeper {
  kept: Ledger = aLedger();
  readonly #isBlind: boolean;

  constructor({ isBlind = false } = {}) {
    this.#isBlind = isBlind;
  }

  async ledger(): Promise<Ledger> {
    return this.kept;
  }

  async tell(event: JobEvent): Promise<boolean> {
    const verdict = transition(this.kept, event);
    if (verdict.kind === 'moved') this.kept = this.#isBlind ? blind(verdict.ledger) : verdict.ledger;
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
