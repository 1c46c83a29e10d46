import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCore } from '#server/core.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { listMigrations } from '#server/database/migrate.ts';
import { sql } from '#server/database/sql.ts';
import { claimJob } from '#server/jobs/claim-job.ts';
import { moveJob } from '#server/jobs/move-job.ts';
import { holdRestoredJobs } from '#server/jobs/restored-jobs.ts';
import { findJob, insertJob } from '#server/jobs/store.ts';
import { silentLog, systemClock, systemRandom } from '#server/ports.ts';
import { JobId } from '#shared/jobs/job.ts';
import { callId, FIRST, LEASE_MS } from '../../shared/jobs/a-ledger.ts';
import { aFolder } from '../command/a-data-folder.ts';
import { aJob, aQueue, type Queue } from './a-queue.ts';

const PAID = { account: 'imitation', price: { amount: 10, currency: 'USD' } };
const first = { runner: FIRST, kinds: ['generate'], leaseMs: LEASE_MS };

async function lifeOf({ core }: Queue, id: JobId) {
  const job = await findJob(core.database, id);
  return { state: job?.ledger.state, fault: job?.ledger.fault?.code };
}

async function began(queue: Queue, recovery: 'key' | 'none'): Promise<JobId> {
  const id = await aJob(queue, PAID);
  const lent = await claimJob(queue.context, first);
  expect(lent?.id).toBe(id);
  const event = {
    kind: 'begin',
    fence: lent?.ledger.fence ?? 0,
    call: callId(1),
    recovery,
    price: PAID.price,
    day: '2026-11-21',
    sendUntilMs: queue.clock.nowMs(),
  } as const;
  expect((await moveJob(queue.context, id, { event })).ok).toBe(true);
  return id;
}

test('J20: work that a backup shows as not begun waits for a person, for it may have been paid since', async () => {
  const queue = await aQueue();
  const unbegun = await aJob(queue, PAID);
  const unpriced = await aJob(queue, { account: 'imitation', price: null });
  const free = await aJob(queue, { account: 'imitation', price: { amount: 0, currency: 'RUB' } });
  const own = await aJob(queue);
  for (let round = 0; round < 2; round++) {
    await holdRestoredJobs(queue.context);
    for (const id of [unbegun, unpriced])
      expect(await lifeOf(queue, id)).toEqual({ state: 'needs_human', fault: 'restored_from_backup' });
    for (const id of [free, own]) expect(await lifeOf(queue, id)).toMatchObject({ state: 'ready' });
  }
  const open = await queue.core.database.readOne(
    sql('SELECT count(*) AS n FROM decisions WHERE choice IS NULL'),
  );
  expect(open?.n).toBe(2);
  const goOn = { kind: 'decide', choice: { is: 'go_on' }, nowMs: queue.clock.nowMs() } as const;
  expect((await moveJob(queue.context, unbegun, { event: goOn })).ok).toBe(true);
  expect(await lifeOf(queue, unbegun)).toMatchObject({ state: 'ready' });
});

test('J20: what a backup shows as sent is sent again under its key only, polled under its name, or asked about', async () => {
  const queue = await aQueue();
  const keyed = await began(queue, 'key');
  const lost = await began(queue, 'none');
  const named = await began(queue, 'none');
  const event = { kind: 'submitted', call: callId(1), taskId: 'a', pollAtMs: queue.clock.nowMs() } as const;
  expect((await moveJob(queue.context, named, { event })).ok).toBe(true);
  await holdRestoredJobs(queue.context);
  expect(await lifeOf(queue, keyed)).toMatchObject({ state: 'ready' });
  expect(await lifeOf(queue, lost)).toEqual({ state: 'needs_human', fault: 'outcome_unknown' });
  expect(await lifeOf(queue, named)).toMatchObject({ state: 'waiting' });
});

test('J20: a server on a restored database holds such work before it takes a request', async () => {
  await using folder = await aFolder();
  await mkdir(folder.path);
  const open = async () =>
    createCore({
      driver: await openDirectDriver(`file:${join(folder.path, 'raskadr.db')}`),
      migrations: await listMigrations(),
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
    });
  const before = await open();
  const job = JobId.parse(callId(7));
  const wanted = { ...PAID, id: job, kind: 'generate', project: null, user: null, dedupeKey: null };
  const rest = { payload: {}, priority: 50, maxAttempts: 3, runAtMs: 0 };
  await before.database.write([
    ...insertJob({ ...wanted, ...rest }, 0),
    sql("DELETE FROM server_state WHERE key = 'epoch'"),
  ]);
  await before.database[Symbol.asyncDispose]();

  const after = await open();
  expect((await findJob(after.database, job))?.ledger.state).toBe('needs_human');
  expect(after.epoch).not.toBe(before.epoch);
  await after.database[Symbol.asyncDispose]();
});
