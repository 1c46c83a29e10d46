import { generateKeyBetween } from 'fractional-indexing';

/** Two devices that insert into one gap must not make equal keys: 24 bits put the odds at 1 to 16 million. */
const JITTER_BITS = 24;

export type RandomBit = () => boolean;

export function isOrderKey(key: string): boolean {
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
