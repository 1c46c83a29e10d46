import { expect, test } from 'vitest';
import { Crowd } from './crowd.ts';
import type { Failure } from './failing-server.ts';
import { brokenPromises, EDITS_PER_SECOND, killAgainAndAgain } from './kills.ts';
import { FAILING_SERVER, Studio } from './studio.ts';

test('S1 S3: nothing acknowledged or seen by another is lost by five SIGKILLs under 50 edits a second', async () => {
  await using studio = await Studio.create();
  const report = await killAgainAndAgain(studio, 5);
  console.log(`kills: ${JSON.stringify(report)}`);
  expect(report.violations).toEqual([]);
  expect(report.acked).toBeGreaterThan(75);
  expect(report.seen).toBeGreaterThan(30);
});

test('the kill test sees an ack that comes before its commit', async () => {
  await using studio = await Studio.create({
    entry: FAILING_SERVER,
    env: { CHAOS_BUG: 'ack before commit' },
  });
  const report = await killAgainAndAgain(studio, 2);
  expect(report.violations.join('\n')).toContain('acknowledged');
});

test.each<[string, Failure]>([
  ['before a commit', { on: 'updates', at: 'before commit', by: 'kill', skip: 20 }],
  ['after a commit, before its ack', { on: 'updates', at: 'after commit', by: 'kill', skip: 20 }],
])('S1 S3: a death %s loses nothing that was promised', async (_when, failure) => {
  await using studio = await Studio.create({ entry: FAILING_SERVER });
  await studio.server.send({ failure });
  const crowd = await Crowd.gather(studio);
  crowd.start(EDITS_PER_SECOND);
  await crowd.gone();
  expect(crowd.journal.acked).toBeGreaterThan(10);
  expect(await brokenPromises(studio, crowd.journal)).toEqual([]);
});
