import type { Answer, Assignment } from '../adapter.ts';

const BUSY_S = 5;
const NEVER_MS = 60_000;

/** What the demonstration and the tests can have go wrong; `undefined` when nothing is to. */
export async function troubleOf({ work, attempt, clock, signal }: Assignment): Promise<Answer | undefined> {
  switch (work.params.trouble) {
    // Busy once, so that it can be seen to go on by itself.
    case 'busy':
      if (attempt > 1) return undefined;
      return refusal(
        { code: 'provider_busy', retryAfterS: BUSY_S },
        { retry: 'retry', retryAfterMs: BUSY_S * 1000 },
      );
    case 'no_money':
      return refusal({ code: 'provider_no_money' }, { retry: 'never' });
    case 'refused':
      return refusal({ code: 'provider_refused_content', reason: '' }, { retry: 'never' });
    case 'fails':
      return refusal({ code: 'provider_failed' }, { retry: 'retry' });
    case 'garbled':
      return refusal({ code: 'provider_garbled' }, { retry: 'never' });
    case 'never':
      await clock.wait(NEVER_MS, signal);
      signal.throwIfAborted();
      return refusal({ code: 'provider_timed_out' }, { retry: 'never' });
    default:
      return undefined;
  }
}

type Refusal = Extract<Answer, { kind: 'failed' }>;

function refusal(fault: Refusal['fault'], how: Pick<Refusal, 'retry' | 'retryAfterMs'>): Refusal {
  return { kind: 'failed', sent: 'yes', actual: 0, fault, ...how };
}
