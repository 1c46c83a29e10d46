import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { expireLeases } from '#server/jobs/ledger-keeper.ts';
import { serverDay } from '#server/jobs/server-day.ts';
import type { JobId } from '#shared/jobs/job.ts';
import { LEASE_MS, SEND_WITHIN_MS } from '#shared/runner/protocol.ts';
import { faultOf, type House } from '../a-house.ts';
import { aCallId, aGenerateJob, aRunner, type TestRunner } from './a-runner.ts';
import { aStudio, ledgerOf } from './a-studio.ts';

const PROVIDER_FAILED = { code: 'provider_failed' } as const;

/** A model of a provider that takes money and can be recovered as told. */
async function aPaidModel(house: House, recovery: 'key' | 'lookup' | 'none' = 'none'): Promise<void> {
  await house.core.database.write([
    sql(
      `INSERT INTO providers (id, name, adapter, recovery, needs_key, position) VALUES ('paid', 'Платный', 'imitation', ?, 0, 9)`,
      recovery,
    ),
    sql("INSERT INTO accounts (id, provider, name) VALUES ('paid', 'paid', 'Счёт')"),
    sql(
      `INSERT INTO models (id, provider, account, name, purpose, schema, position)
         VALUES ('paid/image', 'paid', 'paid', 'Платная', 'image', '{"type":"object","properties":{}}', 9)`,
    ),
  ]);
}

async function aPaidJob(
  house: House,
  where: Parameters<typeof aGenerateJob>[1],
  amount: number | null = 5_000_000,
) {
  const job = await aGenerateJob(house, { ...where, model: 'paid/image', account: 'paid' });
  const price = amount === null ? null : JSON.stringify({ amount, currency: 'USD' });
  await house.core.database.write([sql('UPDATE jobs SET price = ? WHERE id = ?', price, job)]);
  return job;
}

async function begin(runner: TestRunner, job: JobId, fence: number, call = aCallId()) {
  return { call, answer: await runner.tell(job, 'call/begin', { fence, call }) };
}

test('J4, R6: a call is written down with the ledger’s own price, day and recovery, and must be sent soon', async () => {
  const { house, where, runner } = await aStudio();
  await aPaidModel(house, 'lookup');
  const job = await aPaidJob(house, where);
  const { fence } = await runner.mustClaim();
  const { call, answer } = await begin(runner, job, fence);
  expect(await answer.json()).toEqual({ sendWithinMs: SEND_WITHIN_MS });
  expect((await ledgerOf(house, job)).calls).toMatchObject([
    {
      id: call,
      state: 'intent',
      recovery: 'lookup',
      reserved: 5_000_000,
      currency: 'USD',
      day: serverDay(house.clock.nowMs()),
    },
  ]);
  // The answer was lost: the same call again has what is left of its time, and another may not begin.
  house.clock.advance(15_000);
  const again = await begin(runner, job, fence, call);
  expect(await again.answer.json()).toEqual({ sendWithinMs: SEND_WITHIN_MS - 15_000 });
  house.clock.advance(15_000);
  expect(await (await begin(runner, job, fence, call)).answer.json()).toEqual({ sendWithinMs: 0 });
  expect(await (await begin(runner, job, fence)).answer.json()).toMatchObject({
    fault: { code: 'job_refused', why: 'call_open' },
  });
});

test('J15: a call nobody knows the price of is begun for nothing, in no currency', async () => {
  const { house, where, runner } = await aStudio();
  await aPaidModel(house);
  const job = await aPaidJob(house, where, null);
  const { fence } = await runner.mustClaim();
  expect((await begin(runner, job, fence)).answer.status).toBe(200);
  expect((await ledgerOf(house, job)).calls).toMatchObject([{ reserved: 0, currency: 'XXX' }]);
});

test.each([
  ['made', 'complete', { files: [], text: 'Да' }],
  [
    'refused',
    'fail',
    { sent: 'yes', fault: { code: 'provider_refused_content', reason: '' }, retry: 'never' },
  ],
])(
  'J9, J15: what a call of unknown price has taken is counted in its currency, %s or not',
  async (_what, path, said) => {
    const { house, where, runner } = await aStudio();
    await aPaidModel(house);
    const job = await aPaidJob(house, where, null);
    const { fence } = await runner.mustClaim();
    const { call } = await begin(runner, job, fence);
    const told = await runner.tell(job, path, { fence, call, actual: 67_400, currency: 'USD', ...said });
    expect(told.status).toBeLessThan(300);
    expect((await ledgerOf(house, job)).calls).toMatchObject([{ actual: 67_400, currency: 'USD' }]);
    const rows = await house.core.database.read(
      sql('SELECT currency, reserved, spent FROM spending WHERE spent > 0'),
    );
    expect(rows.map((row) => ({ ...row }))).toEqual(
      Array.from(rows, () => ({ currency: 'USD', reserved: 0, spent: 67_400 })),
    );
    expect(rows.length).toBeGreaterThan(0);
  },
);

test('J9: what a call has cost stays in the currency that it was begun in, whatever a runner says', async () => {
  const { house, where, runner } = await aStudio();
  await aPaidModel(house);
  const job = await aPaidJob(house, where);
  const { fence } = await runner.mustClaim();
  const { call } = await begin(runner, job, fence);
  await runner.tell(job, 'complete', { fence, call, actual: 67_400, currency: 'RUB', files: [], text: 'Да' });
  expect((await ledgerOf(house, job)).calls).toMatchObject([{ actual: 67_400, currency: 'USD' }]);
});

test('J16: a call beyond the budget is refused by the server, and nothing is written', async () => {
  const { house, admin, where, runner } = await aStudio();
  await aPaidModel(house);
  const budget = { whole: { amount: 4_999_999, currency: 'USD' }, daily: null };
  await admin.mutate({ kind: 'project.budget', project: where.project, ...budget });
  const job = await aPaidJob(house, where);
  const { fence } = await runner.mustClaim();
  const { answer } = await begin(runner, job, fence);
  expect([answer.status, await faultOf(answer)]).toEqual([409, 'budget_exceeded']);
  expect((await ledgerOf(house, job)).calls).toEqual([]);
});

test('work of our own calls nobody', async () => {
  const { house, where, runner } = await aStudio();
  const job = await aGenerateJob(house, where);
  const { fence } = await runner.mustClaim();
  await house.core.database.write([
    sql(`UPDATE jobs SET payload = json_object('kind', 'rendition') WHERE id = ?`, job),
  ]);
  house.core.jobs.lent.forget(job);
  expect(await faultOf((await begin(runner, job, fence)).answer)).toBe('bad_input');
});

test('J7: what a stale runner knows of money is taken, whoever holds the job now', async () => {
  const { house, where, runner } = await aStudio();
  await aPaidModel(house, 'key');
  const job = await aPaidJob(house, where);
  const { fence } = await runner.mustClaim();
  const { call } = await begin(runner, job, fence);
  house.clock.advance(LEASE_MS + 1);
  await expireLeases(house.core.jobs);
  const other = await aRunner(house);
  const order = await other.mustClaim();
  expect(order).toMatchObject({ step: 'send_again', openCall: { id: call, state: 'unknown' } });
  const known = { call, taskId: 'task-1', pollAfterMs: 5000 };
  expect((await runner.tell(job, 'call/submitted', known)).status).toBe(204);
  expect((await runner.tell(job, 'call/submitted', known)).status).toBe(204);
  expect(await ledgerOf(house, job)).toMatchObject({
    state: 'waiting',
    runAtMs: house.clock.nowMs() + 5000,
    calls: [{ state: 'submitted', taskId: 'task-1' }],
  });
  const contrary = await runner.tell(job, 'call/submitted', { ...known, taskId: 'task-2' });
  expect(await contrary.json()).toMatchObject({ fault: { code: 'job_refused', why: 'conflict' } });
  // Anybody polls it to its end.
  house.clock.advance(5000);
  const third = await aRunner(house);
  const poll = await third.mustClaim();
  expect(poll).toMatchObject({ step: 'poll', attempt: 1, openCall: { taskId: 'task-1' } });
  const still = { fence: poll.fence, pollAfterMs: 1e12 };
  expect((await third.tell(job, 'call/still-running', still)).status).toBe(204);
  // A provider that asks to be left alone for ever is looked at within the hour.
  expect((await ledgerOf(house, job)).runAtMs).toBe(house.clock.nowMs() + 60 * 60_000);
});

test('J7: a late result of a call that was given up for lost is kept, and costs what it cost', async () => {
  const { house, admin, where, runner } = await aStudio();
  await aPaidModel(house);
  const job = await aPaidJob(house, where);
  const { fence } = await runner.mustClaim();
  const { call } = await begin(runner, job, fence);
  house.clock.advance(LEASE_MS + 1);
  await expireLeases(house.core.jobs);
  expect(await ledgerOf(house, job)).toMatchObject({
    state: 'needs_human',
    fault: { code: 'outcome_unknown' },
  });
  await admin.mutate({
    ...{ kind: 'job.decide', project: where.project, job },
    ...{ call, choice: { is: 'assume_lost' } },
  });
  const result = { fence, call, actual: 4_000_000, files: [], text: 'Готово' };
  expect((await runner.tell(job, 'complete', result)).status).toBe(204);
  expect((await runner.tell(job, 'complete', result)).status).toBe(204);
  expect(await ledgerOf(house, job)).toMatchObject({
    state: 'done',
    calls: [{ state: 'succeeded', actual: 4_000_000 }],
  });
});

test('R7: a busy provider is left alone by every job of the account until it may be asked again', async () => {
  const { house, where, runner } = await aStudio();
  await aPaidModel(house);
  await aPaidJob(house, where);
  await aPaidJob(house, where);
  const { job, fence } = await runner.mustClaim();
  const { call } = await begin(runner, job, fence);
  const busy = { code: 'provider_busy', retryAfterS: 40 };
  const said = {
    fence,
    call,
    sent: 'no',
    fault: busy,
    retry: 'snooze',
    retryAfterMs: 40_000,
    holdsAccount: true,
  };
  expect((await runner.tell(job, 'fail', said)).status).toBe(204);
  expect(await ledgerOf(house, job)).toMatchObject({ state: 'ready', attempt: 0, fault: busy });
  expect(await runner.claim()).toBeUndefined();
  house.clock.advance(39_000);
  expect(await runner.claim()).toBeUndefined();
  house.clock.advance(1000);
  expect(await runner.claim()).toBeDefined();
  expect(await runner.claim()).toBeDefined();
});

test('R7: how long a provider may be left alone has bounds', async () => {
  const { house, where, runner } = await aStudio();
  for (const [asked, told] of [
    [0, 1000],
    [1e12, 60 * 60_000],
    [undefined, 5000],
  ]) {
    const job = await aGenerateJob(house, where);
    const { fence } = await runner.mustClaim();
    const said = { fence, sent: 'no', fault: PROVIDER_FAILED, retry: 'retry', retryAfterMs: asked };
    expect((await runner.tell(job, 'fail', said)).status).toBe(204);
    expect((await ledgerOf(house, job)).runAtMs - house.clock.nowMs()).toBe(told);
    await house.core.database.write([sql('DELETE FROM jobs')]);
  }
});

test('J8: a job fails for good after its attempts, and parks when a person has to look', async () => {
  const { house, where, runner } = await aStudio();
  const job = await aGenerateJob(house, where);
  for (const attempt of [1, 2, 3]) {
    const { fence } = await runner.mustClaim();
    expect(await ledgerOf(house, job)).toMatchObject({ attempt });
    await runner.tell(job, 'fail', {
      fence,
      sent: 'no',
      fault: PROVIDER_FAILED,
      retry: 'retry',
      retryAfterMs: 0,
    });
    house.clock.advance(1000);
  }
  expect(await ledgerOf(house, job)).toMatchObject({ state: 'dead', fault: PROVIDER_FAILED });
  const parked = await aGenerateJob(house, where);
  const { fence } = await runner.mustClaim();
  const fault = { code: 'provider_key_refused' };
  expect((await runner.tell(parked, 'park', { fence, fault })).status).toBe(204);
  expect(await ledgerOf(house, parked)).toMatchObject({ state: 'needs_human', fault });
});

test('J10: a runner that stops gives its job back with the attempt', async () => {
  const { house, where, runner } = await aStudio();
  const job = await aGenerateJob(house, where);
  const { fence } = await runner.mustClaim();
  expect((await runner.tell(job, 'release', { fence })).status).toBe(204);
  expect(await ledgerOf(house, job)).toMatchObject({ state: 'ready', attempt: 0, runner: null });
});

test('J11: who calls a job off is heard with the next heartbeat, and no call begins any more', async () => {
  const { house, admin, where, runner } = await aStudio();
  const job = await aGenerateJob(house, where);
  const { fence } = await runner.mustClaim();
  const beat = async () => (await runner.tell(job, 'heartbeat', { fence })).json();
  expect(await beat()).toEqual({ wantsCancel: false, leaseMs: LEASE_MS });
  await admin.mutate({ kind: 'job.cancel', project: where.project, job });
  expect(await beat()).toEqual({ wantsCancel: true, leaseMs: LEASE_MS });
  expect(await (await begin(runner, job, fence)).answer.json()).toMatchObject({
    fault: { code: 'job_refused', why: 'cancelled' },
  });
});

test('a heartbeat keeps the job as long as it comes', async () => {
  const { house, where, runner } = await aStudio();
  const job = await aGenerateJob(house, where);
  const { fence } = await runner.mustClaim();
  for (let n = 0; n < 5; n++) {
    house.clock.advance(LEASE_MS - 1000);
    await runner.tell(job, 'heartbeat', { fence });
    expect(await expireLeases(house.core.jobs)).toBe(0);
  }
  house.clock.advance(LEASE_MS);
  expect(await expireLeases(house.core.jobs)).toBe(1);
});

test('J4: nothing is begun for a project in the trash, and what was sent before is heard to its end', async () => {
  const { house, where, runner } = await aStudio();
  await aPaidModel(house);
  const sent = await aPaidJob(house, where);
  const first = await runner.mustClaim();
  const { call } = await begin(runner, sent, first.fence);
  const waits = await aPaidJob(house, where);
  const second = await runner.mustClaim();
  await house.core.database.write([sql('UPDATE projects SET trashed_at = 1 WHERE id = ?', where.project)]);
  const { answer } = await begin(runner, waits, second.fence);
  expect(await faultOf(answer)).toBe('project_trashed');
  expect((await ledgerOf(house, waits)).calls).toEqual([]);
  expect((await begin(runner, sent, first.fence, call)).answer.status).toBe(200);
  expect((await runner.tell(sent, 'call/submitted', { call, taskId: 't', pollAfterMs: 0 })).status).toBe(204);
});

test.each([
  ['is not taken when it was sent again meanwhile', true, 'intent'],
  ['is taken when it was the last', false, 'failed'],
])('J7: what a runner tells late of its sending %s', async (_, isSentAgain, state) => {
  const { house, where, runner } = await aStudio();
  await aPaidModel(house, 'key');
  const job = await aPaidJob(house, where);
  const { fence } = await runner.mustClaim();
  const { call } = await begin(runner, job, fence);
  house.clock.advance(LEASE_MS);
  await expireLeases(house.core.jobs);
  const second = await aRunner(house);
  const again = await second.mustClaim();
  if (isSentAgain) await begin(second, job, again.fence, call);
  const late = { fence, call, sent: 'yes', fault: PROVIDER_FAILED, retry: 'retry' };
  expect((await runner.tell(job, 'fail', late)).status).toBe(204);
  expect((await ledgerOf(house, job)).calls).toMatchObject([{ id: call, state }]);
});
