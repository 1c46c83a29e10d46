import { createHash } from 'node:crypto';

/** Chance that a text decides: the same text, the same picture, on every machine. */
export type Chance = {
  between(low: number, high: number): number;
  whole(low: number, high: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  happens(share: number): boolean;
};

export function chanceOf(...parts: (string | number)[]): Chance {
  const digest = createHash('sha256').update(parts.join('\0')).digest();
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => digest.readInt32LE(at)) as [number, number, number, number]; // four are read
  const next = () => {
    // sfc32
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    between: (low, high) => low + next() * (high - low),
    whole,
    pick: (from) => from[whole(0, from.length - 1)] ?? from[0],
    happens: (share) => next() < share,
  };
}
