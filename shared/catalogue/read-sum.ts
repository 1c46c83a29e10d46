import type { Price } from './price.ts';

const MILLIONTHS = 1_000_000;

/** As it is typed into a field: «99,5». */
export function typedSum(price: Price | null | undefined): string {
  return price ? String(price.amount / MILLIONTHS).replace('.', ',') : '';
}

/** «1 500», «99,50», nothing at all: millionths, `null` for no limit, `undefined` for what is no sum. */
export function readSum(typed: string): number | null | undefined {
  const text = typed.replace(/[\s\u00a0\u202f₽$€]/g, '').replace(',', '.');
  if (text === '') return null;
  if (!/^\d{1,9}(?:\.\d{1,6})?$/.test(text)) return undefined;
  return Math.round(Number(text) * MILLIONTHS);
}
