import { expect, test } from 'vitest';
import { sketchOf } from '#shared/storyboard/sketch.ts';
import { createUlid } from '#shared/ulid.ts';
import { Dice } from '../../simulator/dice.ts';

const dice = new Dice(5);
const ids = Array.from({ length: 500 }, () =>
  createUlid({ nowMs: () => 1_750_000_000_000, randomByte: () => dice.whole(0, 255) }),
);

test('a shot keeps its drawing, and no two shots of a film have the same', () => {
  const drawings = ids.map((id) => JSON.stringify(sketchOf(id)));
  expect(ids.map((id) => JSON.stringify(sketchOf(id)))).toEqual(drawings);
  expect(new Set(drawings).size).toBe(ids.length);
});

test('a drawing is a path that every browser reads', () => {
  for (const id of ids) {
    const { far, near, light, figure } = sketchOf(id);
    expect(far).not.toBe('');
    expect(figure).not.toBe('');
    for (const path of [far, near, light, figure]) expect(path).toMatch(/^(?:M[MVHLCSQaAhvZ0-9 .-]*Z)?$/);
  }
});
