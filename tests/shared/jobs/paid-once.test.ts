import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moneyOf } from '#shared/jobs/money.ts';
import { openCall, transition } from '#shared/jobs/transition.ts';
import { LEASE_MS } from './a-ledger.ts';
import { histories, recoveries, talks } from './histories.ts';
import { InMemory } from './in-memory.ts';
import { type Happening, PaidWorld } from './paid-world.ts';

const RUNS = { numRuns: 5000, seed: 4 };

async function chargesOf(world: PaidWorld, history: Happening[]): Promise<number> {
  for (const one of history) await world.happen(one);
  return world.charges.length;
}

for (const recovery of ['none', 'key', 'lookup'] as const) {
  test(`J5: whatever runners and the net do, a job is charged once at most (${recovery})`, () =>
    fc.assert(
      fc.asyncProperty(
        histories,
        async (history) => (await chargesOf(new PaidWorld(recovery, new InMemory()), history)) <= 1,
      ),
      RUNS,
    ));
}

test('J8, J9: a job is charged once more at most for each time a person says so, and the money adds up', () =>
  fc.assert(
    fc.asyncProperty(talks, recoveries, async (history, recovery) => {
      const keeper = new InMemory();
      const world = new PaidWorld(recovery, keeper);
      const charges = await chargesOf(world, history);
      expect(charges).toBeLessThanOrEqual(1 + world.words);
      const [money] = moneyOf(keeper.kept.calls);
      if (money) expect(money.reserved + money.spent).toBeLessThanOrEqual(1 + world.words);
      const known = keeper.kept.calls.filter((call) => call.state === 'succeeded');
      expect(charges).toBeGreaterThanOrEqual(known.length);
    }),
    RUNS,
  ));

test('the model finds the double payment of a queue that tries again blindly', async () => {
  const blindly = fc.asyncProperty(
    histories,
    async (history) =>
      (await chargesOf(new PaidWorld('none', new InMemory({ isBlind: true })), history)) <= 1,
  );
  const found = await fc.check(blindly, RUNS);
  expect(found.failed).toBe(true);
});

test('J6: a job that is left in peace ends, or waits for a person', () =>
  fc.assert(
    fc.asyncProperty(histories, recoveries, async (history, recovery) => {
      const keeper = new InMemory();
      const world = new PaidWorld(recovery, keeper);
      await chargesOf(world, history);
      for (let round = 0; round < 40; round++) {
        world.nowMs += LEASE_MS + 1;
        await world.happen({ what: 'sweep', runner: 0 });
        for (const what of ['crash', 'claim', 'go on', 'go on', 'go on'] as const)
          await world.happen({ what, runner: 1 });
      }
      const { state } = keeper.kept;
      expect(['done', 'dead', 'cancelled', 'needs_human']).toContain(state);
      if (state !== 'needs_human') expect(openCall(keeper.kept)).toBeUndefined();
      if (state === 'done') expect(world.charges).toHaveLength(1);
    }),
    RUNS,
  ));

test('J7: the fence never goes back, and an older one writes nothing but what it knows of money', () =>
  fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const keeper = new InMemory();
      const world = new PaidWorld('none', keeper);
      let fence = 0;
      for (const one of history) {
        await world.happen(one);
        expect(keeper.kept.fence).toBeGreaterThanOrEqual(fence);
        fence = keeper.kept.fence;
        for (const kind of ['heartbeat', 'release', 'park', 'still_running'] as const) {
          const fault = { code: 'internal' } as const;
          const event = { kind, fence: fence - 1, nowMs: 0, leaseMs: 1, pollAtMs: 0, fault };
          expect(transition(keeper.kept, event)).toEqual({ kind: 'refused', why: 'lease_lost' });
        }
      }
    }),
    { ...RUNS, numRuns: 500 },
  ));
