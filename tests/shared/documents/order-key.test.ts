import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOrderKey, orderKeyBetween, orderKeysBetween } from '#shared/documents/order-key.ts';
import { Dice } from '../../simulator/dice.ts';

function bitsOf(seed: number): () => boolean {
  const dice = new Dice(seed);
  return () => dice.chance(0.5);
}

test('D3: a key lies strictly between its neighbours, wherever inserts happen', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.nat(), { maxLength: 60 }), (seed, places) => {
      const randomBit = bitsOf(seed);
      const keys: string[] = [];
      for (const place of places) {
        const at = place % (keys.length + 1);
        keys.splice(at, 0, orderKeyBetween(keys[at - 1] ?? null, keys[at] ?? null, randomBit));
      }
      expect(keys.toSorted()).toEqual(keys);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.every(isOrderKey)).toBe(true);
    }),
  );
});

test('D3: two devices that insert into one gap make different keys', () => {
  const keys = Array.from({ length: 500 }, (_, seed) => orderKeyBetween('a0', 'a1', bitsOf(seed)));
  expect(new Set(keys).size).toBe(keys.length);
});

test('many keys for one gap stay in order and short', () => {
  const keys = orderKeysBetween('a0', 'a1', { count: 1000, randomBit: bitsOf(1) });
  expect(keys.toSorted()).toEqual(keys);
  expect(Math.max(...keys.map((key) => key.length))).toBeLessThan(24);
});

test('a thousand inserts at one place keep keys far under their limit', () => {
  let after = 'a1';
  for (let n = 0; n < 1000; n++) after = orderKeyBetween('a0', after, bitsOf(n));
  expect(after.length).toBeLessThan(400);
});

test('what is no key is known as such', () => {
  for (const text of ['', '!', 'a', 'a00', 'ы', '\0']) expect(isOrderKey(text)).toBe(false);
});
