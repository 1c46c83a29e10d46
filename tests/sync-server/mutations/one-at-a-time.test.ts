import { expect, test } from 'vitest';
import { OneAtATime } from '#server/mutations/one-at-a-time.ts';

test('work waits for the work before it, also for one that has failed', async () => {
  const line = new OneAtATime();
  const steps: string[] = [];
  const first = Promise.withResolvers<void>();
  const work = (name: string, until?: Promise<void>) => async () => {
    steps.push(`${name} begins`);
    await until;
    steps.push(`${name} ends`);
    return name;
  };
  const all = [
    line.run(work('one', first.promise)),
    line.run(() => Promise.reject(new Error('broken'))),
    line.run(work('two')),
  ];
  first.resolve();
  const results = await Promise.allSettled(all);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(steps).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
});
