import { describe, expect, test } from 'vitest';
import { BUGS, findBug } from './bugs.ts';
import { runHistory } from './run-history.ts';

const SEEDS = 80;
const CHUNK = 20;

/** S1–S5, S7, S9, C1–C9: the oracle holds every promise of `docs/spec/sync.md` that can be seen from outside. */
describe('random histories of devices, tabs and faults break no promise (S1–S9, C1–C9)', () => {
  for (let from = 1; from <= SEEDS; from += CHUNK) {
    test(`seeds ${from} to ${from + CHUNK - 1}`, { timeout: 120_000 }, async () => {
      for (let seed = from; seed < from + CHUNK; seed++) {
        expect(await runHistory(seed)).toMatchObject({ seed, violations: [] });
      }
    });
  }
});

describe('a deliberate bug is caught', () => {
  for (const [name, bugs] of Object.entries(BUGS)) {
    test(name, { timeout: 120_000 }, async () => {
      expect(await findBug(bugs, { seeds: 40 })).toMatchObject({ violations: [expect.any(String)] });
    });
  }
});

test('a history is the same every time it is told', { timeout: 60_000 }, async () => {
  for (const seed of [3, 7, 12]) {
    const [once, again] = [await runHistory(seed), await runHistory(seed)];
    expect(again).toEqual(once);
    expect(once.edits).toBeGreaterThan(0);
  }
});
