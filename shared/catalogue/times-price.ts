import type { Price } from './price.ts';

/** What several launches of the same price come to; nobody knows it of an unknown one. */
export function timesPrice(price: Price | null, count: number): Price | null {
  return price && { ...price, amount: price.amount * count };
}
