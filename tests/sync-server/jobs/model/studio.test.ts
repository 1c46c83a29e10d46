import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recoveries } from '../../../shared/jobs/histories.ts';
import { aQueue } from '../a-queue.ts';
import { judge, silentHistories, studioHistories } from './histories.ts';
import { type Happening, StudioWorld } from './studio-world.ts';

const step: Happening = { what: 'step', runner: 0 };
const lost: Happening = { what: 'step, answer lost', runner: 0 };
const crash: Happening = { what: 'crash', runner: 0 };
const time: Happening = { what: 'time' };
const sweep: Happening = { what: 'sweep' };
/** The lease and every deadline pass, the house takes the job back, and the other runner does what it is told. */
const longPause: Happening[] = [
  ...Array<Happening>(6).fill(time),
  sweep,
  ...Array<Happening>(4).fill({ what: 'step', runner: 1 }),
];

/** A runner's way to a paid result, and where something can come between: claim, begin | check, send | record. */
const WAYS: Record<string, Happening[]> = {
  check: [step, step],
  send: [step, step, step],
  record: [step, step, step, step],
};
const TROUBLES: Record<string, (way: Happening[]) => Happening[]> = {
  crash: (way) => [...way, crash],
  pause: (way) => [...way, ...longPause, step, step, step],
  'lost reply': (way) => [...way.slice(0, -1), lost, step, step, step],
};

describe('J5: every place on the way to a paid result, every trouble, every provider', () => {
  for (const [place, way] of Object.entries(WAYS))
    for (const [trouble, schedule] of Object.entries(TROUBLES))
      for (const recovery of ['none', 'key', 'lookup'] as const)
        test(`${place} × ${trouble} × ${recovery}`, async () => {
          const queue = await aQueue();
          expect(await judge(queue, schedule(way), { recovery })).toEqual([]);
          const world = await StudioWorld.create(queue, { recovery, jobs: 1 });
          for (const one of schedule(way)) await world.happen(one);
          expect(await world.leaveInPeace()).toEqual([]);
          // What can be learned is learned: only a provider that tells nothing leaves a question.
          expect(world.provider.invoice.length).toBeLessThanOrEqual(1);
          if (recovery !== 'none') expect(world.provider.invoice).toHaveLength(1);
        });
});

test('J4–J9, J12, J16, J17: whatever runners, the net and people do, no charge, result, question or limit is lost', async () => {
  const queue = await aQueue();
  const tally = { charges: 0, words: 0, questions: 0, overBudget: 0, unpaid: 0 };
  await fc.assert(
    fc.asyncProperty(studioHistories, recoveries, async (history, recovery) => {
      expect(await judge(queue, history, { recovery, tally })).toEqual([]);
    }),
    { numRuns: 150, seed: 4 },
  );
  for (const [what, count] of Object.entries(tally)) expect([what, count > 0]).toEqual([what, true]);
}, 120_000);

test('the same world with blind retry pays twice, and this is how', async () => {
  const queue = await aQueue();
  const found = await fc.check(
    fc.asyncProperty(silentHistories, async (history) => {
      const world = await StudioWorld.create(queue, { recovery: 'none', isBlind: true, jobs: 1 });
      for (const one of history) await world.happen(one);
      const isPaidTwice = (await world.violations()).some((line) => line.includes('was charged 2 times'));
      await world.remove();
      return !isPaidTwice;
    }),
    { numRuns: 500, seed: 4 },
  );
  expect(found.failed).toBe(true);
  expect(found.counterexample?.[0].flatMap(({ what }) => (what === 'time' ? [] : [what]))).toEqual([
    'step', // claim
    'step', // begin
    'step, answer lost', // send: the provider has charged
    'step', // the runner says that it does not know, and the queue tries again
    'step', // claim
    'step', // begin
    'step', // send: charged once more
  ]);
}, 120_000);
