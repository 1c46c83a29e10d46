import fc from 'fast-check';
import type { Recovery } from '#shared/jobs/job.ts';
import type { Queue } from '../a-queue.ts';
import { GATE, type Happening, StudioWorld } from './studio-world.ts';

const runner = fc.constantFrom(0 as const, 0 as const, 1 as const);
const job = fc.constantFrom(0 as const, 1 as const, 2 as const);
const step = fc.record({
  what: fc.constantFrom(
    'step' as const,
    'step' as const,
    'step' as const,
    'step' as const,
    'step, answer lost' as const,
    'step, provider refuses' as const,
    'step, provider wants money' as const,
    'crash' as const,
  ),
  runner,
});
const clock = fc.record({ what: fc.constantFrom('time' as const, 'sweep' as const) });
const word = fc.record({
  what: fc.constantFrom(
    'cancel' as const,
    'say lost' as const,
    'say pay again' as const,
    'say retry' as const,
    'say go on' as const,
    'say look up' as const,
  ),
  job,
});

/** Steps of runners, the clock, and now and then a person. */
export const studioHistories: fc.Arbitrary<Happening[]> = fc.array(
  fc.oneof({ weight: 7, arbitrary: step }, { weight: 3, arbitrary: clock }, { weight: 1, arbitrary: word }),
  { minLength: 10, maxLength: 60, size: 'max' },
);

/** One runner, the clock, and nobody who says a word. */
export const silentHistories: fc.Arbitrary<Happening[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: step.map((one) => ({ ...one, runner: 0 as const })) },
    { weight: 1, arbitrary: clock },
  ),
  { minLength: 4, maxLength: 60, size: 'max' },
);

/** How much has happened in the histories: one in which nothing happens proves nothing. */
export type Tally = { charges: number; words: number; questions: number; overBudget: number; unpaid: number };

/** Everything that went wrong in one history and in the peace after it. */
export async function judge(
  queue: Queue,
  history: Happening[],
  { recovery, tally }: { recovery: Recovery; tally?: Tally },
): Promise<string[]> {
  const world = await StudioWorld.create(queue, { recovery });
  const found = new Set<string>();
  for (const one of history) {
    await world.happen(one);
    for (const line of await world.violations()) found.add(line);
    if ((await world.claimsAtOnce()) > GATE) found.add('more is at work than the account allows');
  }
  for (const line of await world.leaveInPeace()) found.add(line);
  if (tally) await world.count(tally);
  await world.remove();
  return [...found];
}
