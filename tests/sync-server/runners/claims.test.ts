import { expect, test } from 'vitest';
import { expireLeases } from '#server/jobs/ledger-keeper.ts';
import type { JobId } from '#shared/jobs/job.ts';
import { LEASE_MS } from '#shared/runner/protocol.ts';
import { faultOf } from '../a-house.ts';
import { until } from '../a-server.ts';
import { aPicture } from '../media/a-picture.ts';
import { aGenerateJob, aRunner, IMITATION, type TestRunner } from './a-runner.ts';
import { aStudio, ledgerOf } from './a-studio.ts';

test('an order holds all that its work needs, and no secret', async () => {
  const { house, where, runner } = await aStudio();
  const asset = '01ARZ3NDEKTSV4RRFFQ69G5FC0';
  const sha256 = await aPicture(house, { ...where, id: asset });
  const job = await aGenerateJob(house, {
    ...where,
    model: 'imitation/video',
    params: { first_frame: asset, seconds: 3 },
  });
  expect(await runner.mustClaim()).toMatchObject({
    job,
    fence: 1,
    kind: IMITATION,
    step: 'run',
    attempt: 1,
    work: { kind: 'generate', text: 'Рассвет над морем', params: { seconds: 3 } },
    model: { id: 'imitation/video' },
    provider: { id: 'imitation', adapter: 'imitation', recovery: 'key', secret: null },
    inputs: [{ asset, sha256, kind: 'image', type: 'image/png' }],
    openCall: null,
    wantsCancel: false,
  });
});

test('R4: work whose model or source is gone is given up at once, with the reason, and not handed out', async () => {
  const { house, where, runner } = await aStudio();
  const job = await aGenerateJob(house, {
    ...where,
    model: 'imitation/video',
    params: { first_frame: '01ARZ3NDEKTSV4RRFFQ69G5FC0' },
  });
  expect(await runner.claim()).toBeUndefined();
  expect(await ledgerOf(house, job)).toMatchObject({ state: 'dead', fault: { code: 'asset_not_found' } });
});

test('J18: a claim that waits gets a job the moment it comes', async () => {
  const { house, where, runner } = await aStudio();
  const claim = runner.claim({ waitMs: 20_000 });
  await until(() => true);
  const started = performance.now();
  const job = await aGenerateJob(house, where);
  house.core.jobs.dispatcher.wake();
  expect((await claim)?.job).toBe(job);
  expect(performance.now() - started).toBeLessThan(5000);
});

test('a claim ends empty when its time is over, and no claim waits longer than the protocol allows', async () => {
  const { runner } = await aStudio();
  expect((await runner.say('claim', { kinds: [IMITATION], waitMs: 30 })).status).toBe(204);
  expect((await runner.say('claim', { kinds: [IMITATION], waitMs: 60_000 })).status).toBe(400);
});

test('R4: a job that was claimed for somebody who hung up goes back with its attempt', async () => {
  const { house, where, runner } = await aStudio();
  const job = await aGenerateJob(house, where);
  const hungUp = new AbortController();
  const before = house.core.database.write.bind(house.core.database);
  house.core.database.write = async (statements) => {
    const results = await before(statements);
    hungUp.abort();
    return results;
  };
  await house.app.request('/runner/v1/claim', {
    method: 'POST',
    signal: hungUp.signal,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${runner.token}` },
    body: JSON.stringify({ kinds: [IMITATION], waitMs: 1000 }),
  });
  house.core.database.write = before;
  expect(await ledgerOf(house, job)).toMatchObject({ state: 'ready', attempt: 0, runner: null });
});

test('R4: a paused runner is given nothing, goes on with what it has, and works again when it may', async () => {
  const { house, admin, where, runner } = await aStudio();
  await aGenerateJob(house, where);
  await aGenerateJob(house, where);
  const { job, fence } = await runner.mustClaim();
  const pause = (isPaused: boolean) =>
    admin.ask('PATCH', `/api/runners/${runner.id}`, { json: { isPaused } });
  await pause(true);
  expect(await runner.claim()).toBeUndefined();
  expect((await runner.tell(job, 'heartbeat', { fence })).status).toBe(200);
  const done = { fence, files: [], text: 'Готово' };
  expect((await runner.tell(job, 'complete', done)).status).toBe(204);
  const waiting = runner.claim({ waitMs: 20_000 });
  await pause(false);
  expect(await waiting).toBeDefined();
});

test('R3: a runner that says hello anew loses what it held: the attempts are used up, the leases not waited for', async () => {
  const { house, where, runner } = await aStudio();
  await aGenerateJob(house, where);
  await aGenerateJob(house, where);
  const { job: one } = await runner.mustClaim();
  const other = await aRunner(house);
  const { job: two } = await other.mustClaim();
  await runner.hello();
  expect(await ledgerOf(house, one)).toMatchObject({ state: 'ready', attempt: 1, runner: null });
  expect(await ledgerOf(house, two)).toMatchObject({ state: 'leased', runner: other.id });
  expect(await runner.mustClaim()).toMatchObject({ job: one, fence: 2, attempt: 2 });
});

test('R3: what a runner that says hello anew has still to bring stays its own', async () => {
  const { house, where, runner } = await aStudio();
  await aGenerateJob(house, where);
  await aGenerateJob(house, where);
  const [kept, lost] = [await runner.mustClaim(), await runner.mustClaim()];
  await runner.hello({ holds: [kept.job] });
  expect(await ledgerOf(house, kept.job)).toMatchObject({ state: 'leased', runner: runner.id });
  expect(await ledgerOf(house, lost.job)).toMatchObject({ state: 'ready', runner: null });
});

test('R2: a removed runner holds nothing any more', async () => {
  const { house, admin, where, runner } = await aStudio();
  const job = await aGenerateJob(house, where);
  const { fence } = await runner.mustClaim();
  await admin.ask('DELETE', `/api/runners/${runner.id}`);
  expect(await ledgerOf(house, job)).toMatchObject({ state: 'ready', runner: null });
  expect(await faultOf(await runner.tell(job, 'complete', { fence, files: [] }))).toBe('runner_unknown');
});

test('R3: another protocol is told which one the server speaks, and nothing is changed', async () => {
  const { house, where, runner } = await aStudio();
  await aGenerateJob(house, where);
  await runner.mustClaim();
  const answer = await runner.hello({ protocol: 2 });
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({ fault: { code: 'runner_protocol', server: 1 } });
  expect((await house.core.database.readOne({ sql: 'SELECT version FROM runners', args: [] }))?.version).toBe(
    '',
  );
});

test('J3, R5: after 90 s of sleep the job is another’s, and every word of the sleeper is refused', async () => {
  const { house, where, runner } = await aStudio();
  const job = await aGenerateJob(house, where);
  const { fence } = await runner.mustClaim();
  house.clock.advance(LEASE_MS + 30_000);
  await expireLeases(house.core.jobs);
  const other = await aRunner(house);
  const taken = await other.mustClaim();
  expect(taken).toMatchObject({ job, fence: fence + 1 });
  const stale: [string, object][] = [
    ['heartbeat', {}],
    ['events', { stage: 'Рисуем', lines: ['строка'] }],
    ['call/begin', { call: '01ARZ3NDEKTSV4RRFFQ69G5FD0' }],
    ['call/still-running', { pollAfterMs: 0 }],
    ['call/not-found', { call: '01ARZ3NDEKTSV4RRFFQ69G5FD0' }],
    ['complete', { files: [] }],
    ['fail', { sent: 'no', fault: { code: 'provider_failed' }, retry: 'never' }],
    ['park', { fault: { code: 'provider_failed' } }],
    ['release', {}],
  ];
  const refusals = async (named: number) => {
    for (const [path, more] of stale) {
      const answer = await runner.tell(job, path, { fence: named, ...more });
      expect([path, answer.status]).toEqual([path, 409]);
      expect(await answer.json()).toMatchObject({ fault: { code: 'job_refused', why: 'lease_lost' } });
    }
  };
  await refusals(fence);
  // The fence of the new holder is no secret, and does not help.
  await refusals(taken.fence);
  await refusals(taken.fence + 1);
  expect(await ledgerOf(house, job)).toMatchObject({ state: 'leased', runner: other.id, fence: taken.fence });
});

test('R5: a runner that never held a job learns nothing of it and changes nothing', async () => {
  const { house, where, runner } = await aStudio();
  const job = await aGenerateJob(house, where);
  const { fence } = await runner.mustClaim();
  const call = '01ARZ3NDEKTSV4RRFFQ69G5FD0';
  await runner.tell(job, 'call/begin', { fence, call });
  const stranger = await aRunner(house);
  const words: [string, object][] = [
    ['heartbeat', {}],
    ['call/submitted', { call, taskId: 'x', pollAfterMs: 0 }],
    ['complete', { call, files: [] }],
    ['fail', { call, sent: 'no', fault: { code: 'provider_failed' }, retry: 'never' }],
    ['release', {}],
  ];
  for (const [path, more] of words)
    expect([path, await faultOf(await stranger.tell(job, path, { fence, ...more }))]).toEqual([
      path,
      'job_not_found',
    ]);
  expect(await ledgerOf(house, job)).toMatchObject({
    state: 'leased',
    runner: runner.id,
    calls: [{ state: 'intent' }],
  });
});

test('bad words are refused with the field that is wrong', async () => {
  const { house, where, runner } = await aStudio();
  const job = await aGenerateJob(house, where);
  const { fence } = await runner.mustClaim();
  const bad: [string, object, string][] = [
    ['events', { fence, progress: 1.5 }, 'progress'],
    ['events', { fence, progress: -1 }, 'progress'],
    ['events', { fence, progress: 'all' }, 'progress'],
    ['events', { fence, stage: 'я'.repeat(201) }, 'stage'],
    ['events', { fence, lines: Array(101).fill('x') }, 'lines'],
    ['heartbeat', { fence: 1.5 }, 'fence'],
    ['heartbeat', {}, 'fence'],
    ['complete', { fence, files: [{ sha256: '../../etc/passwd' }] }, 'files'],
    ['complete', { fence, files: [], actual: -5 }, 'actual'],
    ['fail', { fence, sent: 'perhaps', fault: { code: 'provider_failed' }, retry: 'never' }, 'sent'],
    ['fail', { fence, sent: 'no', fault: { code: 'made_up' }, retry: 'never' }, 'fault'],
    ['call/begin', { fence, call: 'x' }, 'call'],
  ];
  for (const [path, json, field] of bad) {
    const answer = await runner.tell(job, path, json);
    expect([path, answer.status]).toEqual([path, 400]);
    expect(await answer.json()).toMatchObject({ fault: { code: 'bad_input', field } });
  }
  const words: [string, object][] = [
    ['claim', { kinds: [IMITATION], waitMs: -1 }],
    ['hello', { protocol: 'one' }],
    ['jobs/nonsense/heartbeat', { fence }],
  ];
  for (const [path, json] of words)
    expect([path, (await runner.say(path, json)).status]).toEqual([path, 400]);
  expect(await ledgerOf(house, job)).toMatchObject({ state: 'leased', attempt: 1 });
});

test('R8: progress is shown once a second at most, and its lines are kept all', async () => {
  const { house, admin, where, runner } = await aStudio();
  const job = await aGenerateJob(house, where);
  const { fence } = await runner.mustClaim();
  const shown = async () => {
    const feed = await (await admin.ask('GET', `/api/projects/${where.project}/feed?since=0`)).json();
    return feed.rows.find((row: { id: string }) => row.id === job)?.value;
  };
  await tellStage(runner, job, { fence, stage: 'Рисуем', progress: 0.1, lines: ['раз'] });
  expect(await shown()).toMatchObject({ stage: 'Рисуем', progress: 0.1, state: 'leased' });
  for (let n = 0; n < 20; n++) await tellStage(runner, job, { fence, progress: n / 20, lines: [`${n}`] });
  expect(await shown()).toMatchObject({ progress: 0.1 });
  house.clock.advance(1000);
  await tellStage(runner, job, { fence, progress: 0.9 });
  expect(await shown()).toMatchObject({ stage: 'Рисуем', progress: 0.9 });
  const { lines } = await (await admin.ask('GET', `/api/jobs/${job}/lines`)).json();
  expect(lines).toHaveLength(21);
});

async function tellStage(runner: TestRunner, job: JobId, said: object): Promise<void> {
  expect((await runner.tell(job, 'events', said)).status).toBe(204);
}
