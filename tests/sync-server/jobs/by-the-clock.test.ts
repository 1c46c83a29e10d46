import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { claimJob } from '#server/jobs/claim-job.ts';
import { listLines } from '#server/jobs/job-lines.ts';
import { LedgerKeeper } from '#server/jobs/ledger-keeper.ts';
import { moveJob } from '#server/jobs/move-job.ts';
import { noteProgress } from '#server/jobs/note-progress.ts';
import { findNextMs, fireSchedules } from '#server/jobs/schedules.ts';
import { findJob } from '#server/jobs/store.ts';
import { waitForJob } from '#server/jobs/wait-for-job.ts';
import { describeJobs } from '#server/metrics/describe-server.ts';
import { JobRecord } from '#shared/jobs/job-record.ts';
import { FIRST, LEASE_MS, SECOND } from '../../shared/jobs/a-ledger.ts';
import { PROJECT, USER } from '../a-core.ts';
import { aClaimedPicture, recordsOf } from './a-film.ts';
import { aJob, aQueue, type Queue } from './a-queue.ts';

const claimer = { runner: FIRST, kinds: ['generate'], leaseMs: LEASE_MS };
const mayTake = async () => true;

test('J10: a lease that nobody renews ends by itself, and one that was renewed does not', async () => {
  const queue = await aQueue();
  const keeper = new LedgerKeeper(queue.context);
  const gone = await aClaimedPicture(queue);
  const alive = await aClaimedPicture(queue);
  queue.clock.passMs(LEASE_MS - 1);
  await moveJob(queue.context, alive.id, {
    event: { kind: 'heartbeat', fence: alive.fence, nowMs: queue.clock.nowMs(), leaseMs: LEASE_MS },
  });
  queue.clock.passMs(1);
  await keeper.sweep();
  const stateOf = async (id: typeof gone.id) => (await findJob(queue.core.database, id))?.ledger.state;
  expect([await stateOf(gone.id), await stateOf(alive.id)]).toEqual(['ready', 'leased']);
});

test('how many jobs are open is counted by their state', async () => {
  const queue = await aQueue();
  const keeper = new LedgerKeeper(queue.context);
  describeJobs(queue.core, keeper);
  await aClaimedPicture(queue);
  await aJob(queue);
  await keeper.sweep();
  const text = queue.core.metrics.registry.text();
  expect(text).toContain('raskadr_jobs_open{state="leased"} 1');
  expect(text).toContain('raskadr_jobs_open{state="needs_human"} 0');
});

test('a heartbeat tells nobody anything', async () => {
  const queue = await aQueue();
  const { id, fence } = await aClaimedPicture(queue);
  const head = async () =>
    (await queue.core.database.readOne(sql('SELECT seq FROM feeds WHERE feed = ?', `p:${PROJECT}`)))?.seq;
  const before = await head();
  await moveJob(queue.context, id, { event: { kind: 'heartbeat', fence, nowMs: 1, leaseMs: LEASE_MS } });
  expect(await head()).toBe(before);
});

test('J18: who waits for work is woken by a new job at once', async () => {
  const queue = await aQueue();
  const waiting = waitForJob(queue.context, claimer, { waitMs: 20_000, mayTake });
  await pause(5);
  const id = await aJob(queue);
  queue.context.dispatcher.wake();
  expect((await waiting)?.id).toBe(id);
});

test('J18: who waits is woken when a place at an account gets free, and when a pause of it ends', async () => {
  const queue = await aQueue();
  await queue.core.database.write([sql("INSERT INTO account_limits VALUES ('small', 1, 0)")]);
  await aJob(queue, { account: 'small' });
  const second = await aJob(queue, { account: 'small' });
  const first = await claimJob(queue.context, claimer);
  const waiting = waitForJob(queue.context, { ...claimer, runner: SECOND }, { waitMs: 20_000, mayTake });
  await pause(5);
  await moveJob(queue.context, first?.id ?? second, {
    event: { kind: 'complete', fence: first?.ledger.fence ?? 0 },
  });
  expect((await waiting)?.id).toBe(second);
});

test('J18: nobody waits longer than he said, and one who has left gets nothing', async () => {
  const queue = await aQueue();
  expect(await waitForJob(queue.context, claimer, { waitMs: 10, mayTake })).toBeUndefined();
  const leaving = new AbortController();
  const left = waitForJob(queue.context, claimer, { waitMs: 20_000, signal: leaving.signal, mayTake });
  leaving.abort();
  expect(await left).toBeUndefined();
  await aJob(queue);
  const paused = waitForJob(queue.context, claimer, { waitMs: 10, mayTake: async () => false });
  expect(await paused).toBeUndefined();
});

type Rule = { cron: string; zone?: string; payload?: string; id?: string };

async function aSchedule({ core }: Queue, { cron, zone = 'UTC', payload = '{}', id = 'S1' }: Rule) {
  await core.database.write([
    sql(
      `INSERT INTO schedules (id, project, user_id, cron, time_zone, kind, payload, priority)
         VALUES (?, ?, ?, ?, ?, 'generate', ?, 10)`,
      id,
      PROJECT,
      USER,
      cron,
      zone,
      payload,
    ),
  ]);
}

function aPictureOf(model: string): string {
  return JSON.stringify({
    ...{ kind: 'generate', project: PROJECT, shot: PROJECT, prompt: PROJECT, take: PROJECT },
    ...{ model, text: 'кит', params: {} },
  });
}

/** Fires once, an hour later. */
async function firedAfterAnHour(queue: Queue): Promise<unknown[]> {
  await fireSchedules(queue.context);
  queue.clock.passMs(HOUR_MS);
  await fireSchedules(queue.context);
  return queue.core.database.read(sql('SELECT price, account FROM jobs'));
}

const HOUR_MS = 3_600_000;

test('J19: a schedule makes one job at each of its moments, however many look at the clock', async () => {
  const queue = await aQueue();
  await aSchedule(queue, { cron: '0 * * * *' });
  expect(await fireSchedules(queue.context)).toBe(0);
  queue.clock.passMs(HOUR_MS);
  await Promise.all([fireSchedules(queue.context), fireSchedules(queue.context)]);
  await fireSchedules(queue.context);
  expect(await queue.core.database.read(sql('SELECT id FROM jobs'))).toHaveLength(1);
  queue.clock.passMs(HOUR_MS);
  await fireSchedules(queue.context);
  expect(await queue.core.database.read(sql('SELECT id FROM jobs'))).toHaveLength(2);
});

test('J19: what was missed while nobody looked is made up for once', async () => {
  const queue = await aQueue();
  await aSchedule(queue, { cron: '0 * * * *' });
  await fireSchedules(queue.context);
  queue.clock.passMs(50 * HOUR_MS);
  await fireSchedules(queue.context);
  await fireSchedules(queue.context);
  expect(await queue.core.database.read(sql('SELECT id FROM jobs'))).toHaveLength(1);
});

test('J19: the moment is one of the wall clock of its zone, also where the clock is put forward or back', () => {
  const next = (zone: string, after: string) =>
    new Date(findNextMs('30 2 * * *', zone, Date.parse(after)) ?? 0).toISOString();
  expect(next('Europe/Moscow', '2026-11-21T00:00:00Z')).toBe('2026-11-21T23:30:00.000Z');
  expect(next('Europe/Berlin', '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z');
  expect(next('Europe/Berlin', '2026-10-25T00:30:00Z')).toBe('2026-10-26T01:30:00.000Z');
  expect(findNextMs('nonsense', 'UTC', 0)).toBeUndefined();
  expect(findNextMs('0 0 * * *', 'Europe/Nowhere', 0)).toBeUndefined();
});

test('J19: a rule that cannot be read is switched off and harms no other', async () => {
  const queue = await aQueue();
  await aSchedule(queue, { cron: 'nonsense' });
  await fireSchedules(queue.context);
  expect(await queue.core.database.read(sql('SELECT is_on FROM schedules'))).toEqual([{ is_on: 0 }]);
});

test('J19: a schedule makes its jobs at the price of the day, and none when nobody knows it', async () => {
  const queue = await aQueue();
  await queue.core.database.write([
    sql(
      `INSERT INTO models (id, provider, account, purpose, position, name, schema)
         VALUES ('some/unpriced', 'imitation', 'imitation', 'image', 9, 'Без цены', '{"type":"object","properties":{}}')`,
    ),
  ]);
  await aSchedule(queue, { cron: '0 * * * *', payload: aPictureOf('imitation/image') });
  await aSchedule(queue, { cron: '0 * * * *', payload: aPictureOf('some/unpriced'), id: 'S2' });
  await aSchedule(queue, { cron: '0 * * * *', payload: aPictureOf('some/gone'), id: 'S3' });
  expect(await firedAfterAnHour(queue)).toEqual([
    { price: '{"amount":0,"currency":"RUB"}', account: 'imitation' },
  ]);
  const on = await queue.core.database.read(sql('SELECT id FROM schedules WHERE is_on = 1'));
  expect(on).toEqual([{ id: 'S1' }]);
});

test.each([
  ['lies in the trash', 'UPDATE projects SET trashed_at = 1'],
  ['is closed to its author', "UPDATE project_members SET role = 'viewer'"],
])('J19: a schedule of a project that %s makes no job', async (_, statement) => {
  const queue = await aQueue();
  await queue.core.database.write([
    sql("INSERT INTO users (id, login, role, password_hash, created_at) VALUES ('B', 'б', 'admin', '', 0)"),
    sql('DROP TRIGGER IF EXISTS project_members_keep_owner'),
    sql(statement),
  ]);
  await aSchedule(queue, { cron: '0 * * * *', payload: aPictureOf('imitation/image') });
  expect(await firedAfterAnHour(queue)).toEqual([]);
});

test('one row that cannot be read keeps no other from being claimed, taken back or fired', async () => {
  const queue = await aQueue();
  const keeper = new LedgerKeeper(queue.context);
  const [broken, lost] = [await aClaimedPicture(queue), await aClaimedPicture(queue)];
  const waiting = [await aJob(queue), await aJob(queue)];
  await aSchedule(queue, { cron: '0 * * * *', payload: 'nonsense' });
  await aSchedule(queue, { cron: '0 * * * *', id: 'S2' });
  await queue.core.database.write(
    [broken.id, waiting[0] ?? ''].map((id) =>
      sql(
        `UPDATE jobs SET ledger = '{"state":"of a later version"}', version = version + 1 WHERE id = ?`,
        id,
      ),
    ),
  );
  expect((await claimJob(queue.context, claimer))?.id).toBe(waiting[1]);
  await expect(keeper.sweep()).rejects.toThrow();
  queue.clock.passMs(HOUR_MS);
  await expect(keeper.sweep()).rejects.toThrow();
  expect((await findJob(queue.core.database, lost.id))?.ledger.state).toBe('ready');
  const fired = await queue.core.database.read(sql("SELECT 1 FROM jobs WHERE dedupe_key LIKE 'sched:S2:%'"));
  expect(fired).toHaveLength(1);
});

test('what the holder says of his work is shown, and of nobody else', async () => {
  const queue = await aQueue();
  const { id, fence } = await aClaimedPicture(queue);
  await noteProgress(queue.context, id, {
    fence,
    stage: 'рисуем',
    progress: 0.5,
    lines: ['начали', 'рисуем'],
  });
  expect(await noteProgress(queue.context, id, { fence: fence - 1, stage: 'чужое' })).toMatchObject({
    fault: { why: 'lease_lost' },
  });
  expect(JobRecord.parse((await recordsOf(queue, 'job'))[0])).toMatchObject({
    stage: 'рисуем',
    progress: 0.5,
  });
  expect((await listLines(queue.core.database, id)).map(({ n, line }) => [n, line])).toEqual([
    [1, 'начали'],
    [2, 'рисуем'],
  ]);
});

test('a job that talks without end keeps its newest lines, and one that ended long ago none', async () => {
  const queue = await aQueue();
  const { id, fence } = await aClaimedPicture(queue);
  for (let round = 0; round < 12; round++) {
    const lines = Array.from({ length: 100 }, (_, n) => `${round}:${n}`);
    await noteProgress(queue.context, id, { fence, lines });
  }
  const lines = await listLines(queue.core.database, id);
  expect(lines).toHaveLength(1000);
  expect(lines.at(-1)).toMatchObject({ n: 1200, line: '11:99' });
  await moveJob(queue.context, id, { event: { kind: 'complete', fence } });
  await new LedgerKeeper(queue.context).sweep();
  expect(await listLines(queue.core.database, id)).toHaveLength(1000);
  queue.clock.passMs(91 * 24 * HOUR_MS);
  await new LedgerKeeper(queue.context).sweep();
  expect(await listLines(queue.core.database, id)).toEqual([]);
});
