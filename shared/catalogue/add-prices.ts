import type { Price } from './price.ts';

export type PriceSum = { sums: Price[]; unknown: number };

/** What several works cost together, a line per currency; how many of them have no price is told apart. */
export function addPrices(prices: (Price | null)[]): PriceSum {
  const sums = new Map<string, number>();
  for (const price of prices) {
    if (price) sums.set(price.currency, (sums.get(price.currency) ?? 0) + price.amount);
  }
  return {
    sums: [...sums].map(([currency, amount]) => ({ currency, amount })),
    unknown: prices.filter((price) => price === null).length,
  };
}
