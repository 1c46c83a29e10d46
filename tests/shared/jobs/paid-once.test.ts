import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moneyOf, openCall, transition } from '#shared/jobs/transition.ts';
import { LEASE_MS } from './a-ledger.ts';
import { type Happening, PaidWorld } from './paid-world.ts';

const RUNS = 5000;

const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom(
    'claim',
    'claim',
    'go on',
    'go on',
    'go on',
    'go on, answer lost',
    'go on, provider fails',
    'crash',
    'time',
    'time',
    'sweep',
    'sweep',
    'cancel',
  ),
  runner: fc.constantFrom(0, 0, 0, 1),
});
const word: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom('say lost', 'say pay again', 'say retry'),
  runner: fc.constant(0),
});
const histories = fc.array(happening, { minLength: 10, maxLength: 80, size: 'max' });

function chargesOf(world: PaidWorld, history: Happening[]): number {
  for (const one of history) world.happen(one);
  return world.charges.length;
}

for (const recovery of ['none', 'key', 'lookup'] as const) {
  test(`J5: whatever runners and the net do, a job is charged once at most (${recovery})`, () => {
    fc.assert(
      fc.property(histories, (history) => chargesOf(new PaidWorld(recovery), history) <= 1),
      { numRuns: RUNS, seed: 4 },
    );
  });
}

test('J8: a job is charged once more at most for each time a person says so', () => {
  const talks = fc.array(fc.oneof({ weight: 6, arbitrary: happening }, { weight: 1, arbitrary: word }), {
    minLength: 10,
    maxLength: 100,
    size: 'max',
  });
  fc.assert(
    fc.property(talks, fc.constantFrom('none', 'key', 'lookup'), (history, recovery) => {
      const world = new PaidWorld(recovery);
      for (const one of history) world.happen(one);
      expect(world.charges.length).toBeLessThanOrEqual(1 + world.words);
      const { reserved, spent } = moneyOf(world.ledger.calls);
      expect(reserved + spent).toBeLessThanOrEqual(1 + world.words);
      const known = world.ledger.calls.filter((call) => call.state === 'succeeded');
      expect(world.charges.length).toBeGreaterThanOrEqual(known.length);
    }),
    { numRuns: RUNS, seed: 4 },
  );
});

test('the model finds the double payment of a queue that tries again blindly', () => {
  const found = fc.check(
    fc.property(histories, (history) => chargesOf(new PaidWorld('none', { isBlind: true }), history) <= 1),
    { numRuns: RUNS, seed: 4 },
  );
  expect(found.failed).toBe(true);
});

test('J6: a job that is left in peace ends, or waits for a person', () => {
  fc.assert(
    fc.property(histories, fc.constantFrom('none', 'key', 'lookup'), (history, recovery) => {
      const world = new PaidWorld(recovery);
      for (const one of history) world.happen(one);
      for (let round = 0; round < 40; round++) {
        world.nowMs += LEASE_MS + 1;
        world.happen({ what: 'sweep', runner: 0 });
        for (const what of ['crash', 'claim', 'go on', 'go on', 'go on'] as const)
          world.happen({ what, runner: 1 });
      }
      expect(['done', 'dead', 'cancelled', 'needs_human']).toContain(world.ledger.state);
      if (world.ledger.state !== 'needs_human') expect(openCall(world.ledger)).toBeUndefined();
      if (world.ledger.state === 'done') expect(world.charges).toHaveLength(1);
    }),
    { numRuns: RUNS, seed: 4 },
  );
});

test('J7: the fence never goes back, and an older one writes nothing but what it knows of money', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const world = new PaidWorld('none');
      let fence = 0;
      for (const one of history) {
        world.happen(one);
        expect(world.ledger.fence).toBeGreaterThanOrEqual(fence);
        fence = world.ledger.fence;
        const old = fence - 1;
        for (const kind of ['heartbeat', 'release', 'park', 'still_running'] as const) {
          const event = {
            kind,
            fence: old,
            nowMs: 0,
            leaseMs: 1,
            pollAtMs: 0,
            fault: { code: 'internal' },
          } as const;
          expect(transition(world.ledger, event)).toEqual({ kind: 'refused', why: 'lease_lost' });
        }
      }
    }),
    { numRuns: 500, seed: 4 },
  );
});
