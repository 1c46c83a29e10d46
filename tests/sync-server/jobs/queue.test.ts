import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { claimJob } from '#server/jobs/claim-job.ts';
import { moveJob } from '#server/jobs/move-job.ts';
import { findJob } from '#server/jobs/store.ts';
import type { CallId, JobId } from '#shared/jobs/job.ts';
import type { JobEvent } from '#shared/jobs/job-event.ts';
import { callId, FIRST, LEASE_MS, SECOND } from '../../shared/jobs/a-ledger.ts';
import { PROJECT } from '../a-core.ts';
import { aJob, aQueue, type Queue } from './a-queue.ts';

const DAY = '2026-11-21';
const first = { runner: FIRST, kinds: ['generate'], leaseMs: LEASE_MS };

function begin(
  queue: Queue,
  fence: number,
  { call = callId(1), amount = 10 }: { call?: CallId; amount?: number } = {},
): JobEvent {
  const sendUntilMs = queue.clock.nowMs() + 20_000;
  return {
    kind: 'begin',
    fence,
    call,
    recovery: 'none',
    price: { amount, currency: 'USD' },
    day: DAY,
    sendUntilMs,
  };
}

test('J2: two runners that claim at once get two jobs, and none when only one is left', async () => {
  const queue = await aQueue();
  const ids = [await aJob(queue), await aJob(queue), await aJob(queue)];
  const got = await Promise.all(
    [FIRST, SECOND, FIRST, SECOND].map((runner) => claimJob(queue.context, { ...first, runner })),
  );
  const claimed = got.flatMap((job) => (job ? [job.id] : []));
  expect(claimed.sort()).toEqual(ids.sort());
});

test('a runner gets only what it can do, and nothing before its time', async () => {
  const queue = await aQueue();
  await aJob(queue, { kind: 'render' });
  await aJob(queue, { runAtMs: queue.clock.nowMs() + 1000 });
  expect(await claimJob(queue.context, first)).toBeUndefined();
  queue.clock.passMs(1000);
  expect((await claimJob(queue.context, first))?.kind).toBe('generate');
});

test('what is urgent comes first, and what waits long enough overtakes it', async () => {
  const queue = await aQueue();
  const slow = await aJob(queue, { priority: 10 });
  queue.clock.passMs(89 * 60_000);
  const urgent = await aJob(queue, { priority: 100 });
  expect((await claimJob(queue.context, first))?.id).toBe(urgent);
  queue.clock.passMs(2 * 60_000);
  await aJob(queue, { priority: 100 });
  expect((await claimJob(queue.context, first))?.id).toBe(slow);
});

test('an id or a key that comes again makes no second job', async () => {
  const queue = await aQueue();
  const id = await aJob(queue, { dedupeKey: 'nightly 1' });
  await aJob(queue, { id });
  await aJob(queue, { dedupeKey: 'nightly 1' });
  expect(await queue.core.database.read(sql('SELECT id FROM jobs'))).toHaveLength(1);
});

test('an account never has more at work than it allows, however many claim at once', async () => {
  const queue = await aQueue();
  await queue.core.database.write([
    sql("INSERT INTO account_limits (account, concurrency) VALUES ('small', 2)"),
  ]);
  for (let n = 0; n < 6; n++) await aJob(queue, { account: 'small' });
  await aJob(queue);
  const got = await Promise.all(Array.from({ length: 8 }, () => claimJob(queue.context, first)));
  const claimed = got.flatMap((job) => (job ? [job] : []));
  expect(claimed.filter((job) => job.account === 'small')).toHaveLength(2);
  expect(claimed.filter((job) => job.account === null)).toHaveLength(1);
  await queue.core.database.write([
    sql('UPDATE account_limits SET concurrency = 3, not_before = ?', queue.clock.nowMs() + 1),
  ]);
  expect(await claimJob(queue.context, first)).toBeUndefined();
  queue.clock.passMs(1);
  expect((await claimJob(queue.context, first))?.account).toBe('small');
});

test('J9: a budget holds for calls that begin at once, and what was not spent comes back to it', async () => {
  const queue = await aQueue();
  await queue.core.database.write([sql("INSERT INTO caps VALUES (?, 'USD', 25)", `project ${PROJECT}`)]);
  const jobs: { id: JobId; fence: number }[] = [];
  for (let n = 0; n < 4; n++) await aJob(queue);
  for (let n = 0; n < 4; n++) {
    const job = await claimJob(queue.context, first);
    if (job) jobs.push({ id: job.id, fence: job.ledger.fence });
  }
  const begun = await Promise.all(
    jobs.map(({ id, fence }, n) =>
      moveJob(queue.context, id, { event: begin(queue, fence, { call: callId(n) }) }),
    ),
  );
  expect(begun.filter((result) => result.ok)).toHaveLength(2);
  expect(begun.find((result) => !result.ok)).toEqual({ ok: false, fault: { code: 'budget_exceeded' } });
  const open = begun.findIndex((result) => result.ok);
  const { id, fence } = jobs[open] ?? expect.fail('none has begun');
  await moveJob(queue.context, id, { event: { kind: 'complete', fence, call: callId(open), actual: 4 } });
  const refused = begun.findIndex((result) => !result.ok);
  const again = jobs[refused] ?? expect.fail('none was refused');
  expect(
    (await moveJob(queue.context, again.id, { event: begin(queue, again.fence, { call: callId(9) }) })).ok,
  ).toBe(true);
});

test('a cap in one currency, or of nothing, allows nothing else', async () => {
  const queue = await aQueue();
  await queue.core.database.write([sql("INSERT INTO caps VALUES (?, 'RUB', 1000)", `project ${PROJECT}`)]);
  await aJob(queue);
  const job = (await claimJob(queue.context, first)) ?? expect.fail('nothing was due');
  const { fence } = job.ledger;
  expect(await moveJob(queue.context, job.id, { event: begin(queue, fence) })).toMatchObject({ ok: false });
  expect((await moveJob(queue.context, job.id, { event: begin(queue, fence, { amount: 0 }) })).ok).toBe(true);
});

test('what stands beside a move is written with it or not at all', async () => {
  const queue = await aQueue();
  const id = await aJob(queue);
  const claim: JobEvent = { kind: 'claim', runner: FIRST, nowMs: queue.clock.nowMs(), leaseMs: LEASE_MS };
  const broken = moveJob(queue.context, id, {
    event: claim,
    alongside: () => [sql('INSERT INTO nowhere VALUES (1)')],
  });
  await expect(broken).rejects.toThrow();
  expect((await findJob(queue.core.database, id))?.ledger.state).toBe('ready');
});
