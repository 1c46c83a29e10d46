import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { claimJob } from '#server/jobs/claim-job.ts';
import { RunnerId } from '#shared/jobs/job.ts';
import { aJob, aQueue, type Queue } from './a-queue.ts';

const RUNNER = RunnerId.parse('01ARZ3NDEKTSV4RRFFQ69G5FR1');

function claim({ context }: Queue, kinds: string[]) {
  return claimJob(context, { runner: RUNNER, kinds, leaseMs: 60_000 });
}

test('J2: the first of all kinds and accounts comes first, and a full account hides nobody behind it', async () => {
  const queue = await aQueue();
  await queue.core.database.write([
    sql("INSERT INTO account_limits (account, concurrency) VALUES ('full', 1)"),
    sql("INSERT INTO account_limits (account, concurrency, not_before) VALUES ('held', 9, 9000000000000)"),
  ]);
  const kinds = ['generate:a', 'generate:b', 'rendition', 'generate:a'];
  const first = await aJob(queue, { kind: 'generate:a', account: 'full', priority: 100 });
  for (let n = 0; n < 20; n++) await aJob(queue, { kind: 'generate:a', account: 'full', priority: 90 });
  for (let n = 0; n < 20; n++) await aJob(queue, { kind: 'generate:b', account: 'held', priority: 95 });
  const second = await aJob(queue, { kind: 'generate:b', account: 'open', priority: 80 });
  const third = await aJob(queue, { kind: 'rendition', account: null, priority: 70 });
  const fourth = await aJob(queue, { kind: 'generate:a', account: 'open', priority: 60 });
  await aJob(queue, { kind: 'generate:c', account: null, priority: 100 });
  const claimed = [];
  for (let n = 0; n < 5; n++) claimed.push((await claim(queue, kinds))?.id);
  expect(claimed).toEqual([first, second, third, fourth, undefined]);
  expect(await claim(queue, [])).toBeUndefined();
});

test('many claims at once take as many jobs, each one', async () => {
  const queue = await aQueue();
  for (let n = 0; n < 30; n++) await aJob(queue, { kind: 'rendition' });
  const claims = await Promise.all(Array.from({ length: 40 }, () => claim(queue, ['rendition'])));
  const taken = claims.flatMap((job) => (job ? [job.id] : []));
  expect(new Set(taken).size).toBe(30);
  expect(taken).toHaveLength(30);
});
