import type { Call } from './job.ts';

export type Money = { currency: string; day: string; reserved: number; spent: number };

/** What a call is written down with when nobody knows its price: ISO 4217 has a code for «no currency». */
export const UNKNOWN_PRICE = { amount: 0, currency: 'XXX' };

/**
 * What calls hold back from the budget of their day, and what they have taken. An abandoned call may have been
 * charged, so it counts as taken.
 */
export function moneyOf(calls: Call[]): Money[] {
  const sums = new Map<string, Money>();
  for (const call of calls) {
    const { currency, day } = call;
    const key = `${day} ${currency}`;
    const { reserved, spent } = sums.get(key) ?? { reserved: 0, spent: 0 };
    const taken = takenBy(call);
    sums.set(key, {
      currency,
      day,
      reserved: reserved + (taken === undefined ? call.reserved : 0),
      spent: spent + (taken ?? 0),
    });
  }
  return [...sums.values()];
}

/** How the money of a job changed between two states of its calls. */
export function moneyBetween(before: Call[], after: Call[]): Money[] {
  const past = moneyOf(before);
  return moneyOf(after).flatMap((now) => {
    const was = past.find(({ currency, day }) => currency === now.currency && day === now.day);
    const reserved = now.reserved - (was?.reserved ?? 0);
    const spent = now.spent - (was?.spent ?? 0);
    return reserved === 0 && spent === 0 ? [] : [{ ...now, reserved, spent }];
  });
}

function takenBy({ state, reserved, actual }: Call): number | undefined {
  if (state === 'abandoned') return reserved;
  return state === 'succeeded' || state === 'failed' ? (actual ?? 0) : undefined;
}
