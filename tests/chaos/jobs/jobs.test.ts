import { expect, test } from 'vitest';
import { killJobs } from './kill-jobs.ts';
import { NASTY } from './nasty.ts';

test('J5 J7: kills of runners and server and a provider that loses answers pay nothing twice and lose nothing', async () => {
  const report = await killJobs({
    jobs: 40,
    kills: 10,
    sleeps: 2,
    seed: String(Date.now()),
    temper: NASTY,
    withinMs: 150_000,
  });
  console.log(`jobs: ${JSON.stringify(report)}`);
  expect(report.violations).toEqual([]);
  expect(report.done).toBeGreaterThan(15);
  expect(report.asked).toBeGreaterThan(0);
}, 200_000);
