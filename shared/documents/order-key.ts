import { generateKeyBetween } from 'fractional-indexing';
import { ORDER_KEY_MAX_CHARS } from './limits.ts';

/** Two devices that insert into one gap must not make equal keys: 24 bits put the odds at 1 to 16 million. */
const JITTER_BITS = 24;

export type RandomBit = () => boolean;

const DIGITS = /^[0-9A-Za-z]+$/;
/** A key between two others is a little longer than they are, and must still fit. */
const NEIGHBOUR_MAX_CHARS = ORDER_KEY_MAX_CHARS / 2;

/** Whether a key can be a neighbour of new ones. The library checks too little of what a foreign client may write. */
export function isOrderKey(key: string): boolean {
  if (key.length > NEIGHBOUR_MAX_CHARS || !DIGITS.test(key)) return false;
  try {
    generateKeyBetween(key, null);
    return true;
  } catch {
    return false;
  }
}

/** A key between two neighbours; `null` is the edge of the list. */
export function orderKeyBetween(before: string | null, after: string | null, randomBit: RandomBit): string {
  let low = before;
  let high = after;
  let key = generateKeyBetween(low, high);
  for (let bit = 0; bit < JITTER_BITS; bit++) {
    if (randomBit()) low = key;
    else high = key;
    key = generateKeyBetween(low, high);
  }
  return key;
}

/** `count` ascending keys in one gap: halves the gap each time, so that many keys stay short. */
export function orderKeysBetween(
  before: string | null,
  after: string | null,
  { count, randomBit }: { count: number; randomBit: RandomBit },
): string[] {
  if (count <= 0) return [];
  const half = Math.floor(count / 2);
  const middle = orderKeyBetween(before, after, randomBit);
  return [
    ...orderKeysBetween(before, middle, { count: half, randomBit }),
    middle,
    ...orderKeysBetween(middle, after, { count: count - half - 1, randomBit }),
  ];
}
