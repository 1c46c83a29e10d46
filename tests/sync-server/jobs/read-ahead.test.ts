import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { claimJob } from '#server/jobs/claim-job.ts';
import { completeJob } from '#server/jobs/complete-job.ts';
import { moveJob } from '#server/jobs/move-job.ts';
import type { JobId } from '#shared/jobs/job.ts';
import { FIRST, LEASE_MS, SECOND } from '../../shared/jobs/a-ledger.ts';
import { PROJECT } from '../a-core.ts';
import { aJob, aQueue, type Queue } from './a-queue.ts';

const first = { runner: FIRST, kinds: ['generate'], leaseMs: LEASE_MS };

async function claim({ context }: Queue): Promise<JobId | undefined> {
  return (await claimJob(context, first))?.id;
}

async function finish({ core }: Queue, id: JobId): Promise<void> {
  const done = await completeJob(core, id, { fence: 1, files: [], text: 'x' });
  expect(done.ok).toBe(true);
}

/** How often the claims of `work` have looked into the ledger. */
async function looksOf({ core }: Queue, work: () => Promise<unknown>): Promise<number> {
  const { database } = core;
  const read = database.read.bind(database);
  let looks = 0;
  database.read = (statement) => {
    if (/lanes/.test(statement.sql)) looks++;
    return read(statement);
  };
  await work();
  database.read = read;
  return looks;
}

test('jobs that end make nobody look again for what comes next', async () => {
  const queue = await aQueue();
  for (let n = 0; n < 10; n++) await aJob(queue);
  const looks = await looksOf(queue, async () => {
    for (let n = 0; n < 10; n++) await finish(queue, (await claim(queue)) as JobId); // there are ten
  });
  expect(looks).toBe(1);
});

test('J2: what was read ahead overtakes nothing that has come since', async () => {
  const queue = await aQueue();
  const before = [await aJob(queue), await aJob(queue), await aJob(queue)];
  expect(await claim(queue)).toBe(before[0]);
  const urgent = await aJob(queue, { priority: 100 });
  expect([await claim(queue), await claim(queue)]).toEqual([urgent, before[1]]);
});

test('J2: nor what has become due by the clock', async () => {
  const queue = await aQueue();
  const early = await aJob(queue, { priority: 100, runAtMs: queue.clock.nowMs() + 1000 });
  const others = [await aJob(queue), await aJob(queue), await aJob(queue)];
  expect(await claim(queue)).toBe(others[0]);
  expect(await claim(queue)).toBe(others[1]);
  queue.clock.passMs(1000);
  expect(await claim(queue)).toBe(early);
});

test('J2: a place that becomes free at a full account puts its jobs in front again', async () => {
  const queue = await aQueue();
  await queue.core.database.write([
    sql("INSERT INTO account_limits (account, concurrency) VALUES ('small', 1)"),
  ]);
  const small = [
    await aJob(queue, { account: 'small', priority: 90 }),
    await aJob(queue, { account: 'small', priority: 90 }),
  ];
  const others = [await aJob(queue), await aJob(queue), await aJob(queue)];
  expect(await claim(queue)).toBe(small[0]);
  expect([await claim(queue), await claim(queue)]).toEqual(others.slice(0, 2));
  await finish(queue, small[0] as JobId); // the first of two
  expect(await claim(queue)).toBe(small[1]);
});

test('J3: a job that was called off after it was read ahead is nobody’s', async () => {
  const queue = await aQueue();
  const jobs = [await aJob(queue), await aJob(queue), await aJob(queue)];
  expect(await claim(queue)).toBe(jobs[0]);
  // As if the wake-up had been lost.
  queue.context.dispatcher.wake = () => undefined;
  const off = await moveJob(queue.context, jobs[1] as JobId, { event: { kind: 'cancel' } }); // the second of three
  expect(off.ok).toBe(true);
  expect(await claim(queue)).toBe(jobs[2]);
});

test('J3: what is remembered of a lent job refuses nobody and overwrites nothing', async () => {
  const queue = await aQueue();
  const { context, clock } = queue;
  const id = await aJob(queue);
  const held = await claimJob(context, first);
  const old = context.lent.find(id);
  expect(old?.ledger).toEqual(held?.ledger);
  clock.passMs(LEASE_MS + 1);
  await moveJob(context, id, { event: { kind: 'expire', nowMs: clock.nowMs() } });
  const again = await claimJob(context, { ...first, runner: SECOND });
  const beat = { kind: 'heartbeat', nowMs: clock.nowMs(), leaseMs: LEASE_MS } as const;
  const late = await moveJob(context, id, { event: { ...beat, fence: 1 }, known: old });
  expect(late).toMatchObject({ ok: false, fault: { code: 'job_refused', why: 'lease_lost' } });
  const now = await moveJob(context, id, { event: { ...beat, fence: 2 }, known: old });
  expect(now).toMatchObject({ ok: true, value: { ledger: { fence: 2, runner: SECOND } } });
  expect(again?.ledger.fence).toBe(2);
});

test('J12: a project that is gone takes along what is remembered of its jobs', async () => {
  const queue = await aQueue();
  const { core } = queue;
  await aJob(queue);
  const held = await claimJob(queue.context, first);
  if (!held) throw new Error('nothing was claimed');
  await core.database.write([sql('DELETE FROM projects WHERE id = ?', PROJECT)]);
  const known = core.jobs.lent.find(held.id);
  expect(known).toBeDefined();
  const done = await completeJob(core, held.id, { fence: 1, files: [], text: 'x' }, known);
  expect(done).toMatchObject({ ok: false, fault: { code: 'job_not_found' } });
  const moved = await moveJob(core.jobs, held.id, {
    event: { kind: 'release', fence: 1, nowMs: queue.clock.nowMs() },
    known,
  });
  expect(moved).toMatchObject({ ok: false, fault: { code: 'job_not_found' } });
});
