import { expect, test } from 'vitest';
import { insertAssets } from '#server/assets/store.ts';
import { sql } from '#server/database/sql.ts';
import { claimJob } from '#server/jobs/claim-job.ts';
import { moveJob } from '#server/jobs/move-job.ts';
import { AssetRecord } from '#shared/assets/asset-record.ts';
import type { ProjectId } from '#shared/ids.ts';
import { MutationId } from '#shared/ids.ts';
import { JobRecord } from '#shared/jobs/job-record.ts';
import { ProjectBudget } from '#shared/jobs/project-budget.ts';
import { callId, FIRST, LEASE_MS } from '../../shared/jobs/a-ledger.ts';
import { aHouse, aUlid, type House, type Person } from '../a-house.ts';
import { aRequest, FREE, type Row, setPrice } from './a-request.ts';

const KINDS = ['generate:imitation'];
const RUB = (amount: number) => ({ amount, currency: 'RUB' });

async function aStudio(): Promise<{ house: House; anna: Person; project: ProjectId }> {
  const house = await aHouse();
  const anna = await house.person('anna');
  return { house, anna, project: await anna.aProject() };
}

async function feedOf(person: Person, project: ProjectId, since = 0): Promise<Row[]> {
  return (await (await person.ask('GET', `/api/projects/${project}/feed?since=${since}`)).json()).rows;
}

const jobsOf = async (person: Person, project: ProjectId) =>
  (await feedOf(person, project))
    .filter(({ kind, value }) => kind === 'job' && value !== null)
    .map(({ value }) => JobRecord.parse(value));

const claim = ({ core }: House) => claimJob(core.jobs, { runner: FIRST, kinds: KINDS, leaseMs: LEASE_MS });

test('J14: a job stands once, whether its mutation comes again, races itself or comes under a new id', async () => {
  const { anna, project } = await aStudio();
  const request = aRequest(project);
  const id = MutationId.parse(aUlid());
  const twice = await Promise.all([anna.mutate(request, id), anna.mutate(request, id)]);
  expect(twice.map(({ ok }) => ok)).toEqual([true, true]);
  expect(await anna.mutate(request)).toMatchObject({ ok: true });
  expect(await jobsOf(anna, project)).toMatchObject([
    { id: request.job, state: 'ready', priority: 100, price: FREE, model: 'imitation/image' },
  ]);
});

test('J14: an id that another has taken is refused', async () => {
  const { house, anna, project } = await aStudio();
  const boris = await house.person('boris');
  const request = aRequest(project);
  await anna.mutate(request);
  const his = await boris.aProject();
  const stolen = aRequest(his, { job: request.job });
  expect(await boris.mutate(stolen)).toMatchObject({ ok: false, fault: { code: 'id_taken' } });
  expect(await jobsOf(boris, his)).toEqual([]);
});

test('J14: what a model cannot make is refused by its name', async () => {
  const { house, anna, project } = await aStudio();
  const refused = async (work: NonNullable<Parameters<typeof aRequest>[1]>['work']) =>
    (await anna.mutate(aRequest(project, { work }))).fault;
  expect(await refused({ params: { count: 5 } })).toEqual({ code: 'bad_parameter', parameter: 'count' });
  expect(await refused({ params: { aspect: '2:1' } })).toEqual({
    code: 'bad_parameter',
    parameter: 'aspect',
  });
  expect(await refused({ params: { colour: 'red' } })).toEqual({
    code: 'bad_parameter',
    parameter: 'colour',
  });
  expect(await refused({ params: { constructor: 1 } })).toMatchObject({ code: 'bad_parameter' });
  expect(await refused({ text: '' })).toEqual({ code: 'bad_parameter', parameter: 'prompt' });
  expect(await refused({ text: 'я'.repeat(32_001) })).toMatchObject({ code: 'bad_input' });
  // The model has a brand for the compiler; here it is a word that somebody typed.
  expect(await refused({ model: 'nobody/knows' as never })).toEqual({
    code: 'model_not_found',
    model: 'nobody/knows',
  });
  expect(await refused({ model: 'imitation/video' as never })).toEqual({
    code: 'bad_parameter',
    parameter: 'first_frame',
  });
  expect(await refused({ model: 'imitation/video' as never, params: { first_frame: aUlid() } })).toEqual({
    code: 'asset_not_found',
  });
  await house.core.database.write([sql("UPDATE models SET retires_on = '1970-01-01'")]);
  expect(await refused({})).toMatchObject({ code: 'model_retired', on: '1970-01-01' });
  expect(await jobsOf(anna, project)).toEqual([]);
});

test('J14: only an asset of the same project and of the right kind may be a first frame', async () => {
  const { house, anna, project } = await aStudio();
  const asset = AssetRecord.parse({
    id: aUlid(),
    project,
    shot: aUlid(),
    sha256: 'a'.repeat(64),
    kind: 'image',
    type: 'image/png',
    sizeBytes: 1,
    width: null,
    height: null,
    durationMs: null,
    take: null,
    prompt: null,
    job: null,
    model: null,
    position: 0,
    createdAt: 0,
    renditions: [],
  });
  const sound = AssetRecord.parse({ ...asset, id: aUlid(), kind: 'audio', type: 'audio/wav' });
  await house.core.database.write(insertAssets([asset, sound]));
  const other = await anna.aProject('Другой');
  const animate = (where: ProjectId, first_frame: string) =>
    anna.mutate(aRequest(where, { work: { model: 'imitation/video' as never, params: { first_frame } } }));
  expect(await animate(project, asset.id)).toMatchObject({ ok: true });
  expect((await animate(project, sound.id)).fault).toEqual({
    code: 'bad_parameter',
    parameter: 'first_frame',
  });
  expect((await animate(other, asset.id)).fault).toEqual({ code: 'asset_not_found' });
});

test('J15: nothing is made at a price that the person did not see', async () => {
  const { house, anna, project } = await aStudio();
  await setPrice(house, 'imitation/image', { amount: 30, currency: 'RUB', per: 'image', source: 'x' });
  const ask = (change: Parameters<typeof aRequest>[1]) => anna.mutate(aRequest(project, change));
  const three = { params: { count: 3 } };
  expect((await ask({ work: three })).fault).toEqual({ code: 'price_changed' });
  expect((await ask({ work: three, agreed: { amount: 90, currency: 'USD' } })).fault).toEqual({
    code: 'price_changed',
  });
  expect((await ask({ work: three, agreed: null, acceptsUnknownPrice: true })).fault).toEqual({
    code: 'price_changed',
  });
  expect(await ask({ work: three, agreed: RUB(90) })).toMatchObject({ ok: true });
  await setPrice(house, 'imitation/image', null);
  expect((await ask({ agreed: RUB(30) })).fault).toEqual({ code: 'price_changed' });
  expect((await ask({ agreed: null })).fault).toEqual({ code: 'price_unknown' });
  expect(await ask({ agreed: null, acceptsUnknownPrice: true })).toMatchObject({ ok: true });
  expect((await jobsOf(anna, project)).map(({ price }) => price)).toEqual([RUB(90), null]);
});

test('J16: a budget refuses early what would go over it, a budget of nothing all that costs', async () => {
  const { house, anna, project } = await aStudio();
  await setPrice(house, 'imitation/image', { amount: 30, currency: 'RUB', per: 'call', source: 'x' });
  const ask = () => anna.mutate(aRequest(project, { agreed: RUB(30) }));
  await anna.mutate({ kind: 'project.budget', project, whole: RUB(70), daily: null });
  expect([(await ask()).ok, (await ask()).ok, (await ask()).fault]).toEqual([
    true,
    true,
    { code: 'budget_exceeded' },
  ]);
  await anna.mutate({ kind: 'project.budget', project, whole: null, daily: RUB(0) });
  expect((await ask()).fault).toEqual({ code: 'budget_exceeded' });
  await anna.mutate({
    kind: 'project.budget',
    project,
    whole: { amount: 10 ** 9, currency: 'USD' },
    daily: null,
  });
  expect((await ask()).fault).toEqual({ code: 'budget_exceeded' });
  await anna.mutate({ kind: 'project.budget', project, whole: null, daily: null });
  expect((await ask()).ok).toBe(true);
});

test('J16: the record of the budget says what is held back and spent, today and in all', async () => {
  const { house, anna, project } = await aStudio();
  await setPrice(house, 'imitation/image', { amount: 30, currency: 'RUB', per: 'call', source: 'x' });
  await anna.mutate({ kind: 'project.budget', project, whole: RUB(700), daily: RUB(100) });
  const budget = async () =>
    ProjectBudget.parse((await feedOf(anna, project)).find(({ kind }) => kind === 'budget')?.value);
  const nothing = { reserved: [], spent: [] };
  expect(await budget()).toEqual({
    whole: RUB(700),
    daily: RUB(100),
    total: nothing,
    day: null,
    today: nothing,
  });
  for (const [n, day] of ['2026-11-20', '2026-11-21'].entries()) {
    await anna.mutate(aRequest(project, { agreed: RUB(30) }));
    const job = (await claim(house)) ?? expect.fail('nothing was due');
    const { fence } = job.ledger;
    const sendUntilMs = house.clock.nowMs() + 1000;
    const event = {
      kind: 'begin',
      fence,
      call: callId(n),
      recovery: 'none',
      price: RUB(30),
      day,
      sendUntilMs,
    } as const;
    await moveJob(house.core.jobs, job.id, { event });
    if (n > 0) continue;
    await moveJob(house.core.jobs, job.id, {
      event: { kind: 'complete', fence, call: callId(n), actual: 25 },
    });
  }
  expect(await budget()).toMatchObject({
    total: { reserved: [RUB(30)], spent: [RUB(25)] },
    day: '2026-11-21',
    today: { reserved: [RUB(30)], spent: [] },
  });
});

test('J17: a question is answered once, about the call that it was asked of, and who did it is kept', async () => {
  const { house, anna, project } = await aStudio();
  const boris = await house.person('boris');
  await anna.setMember(project, 'boris', 'editor');
  const { job: id } = aRequest(project);
  await anna.mutate(aRequest(project, { job: id }));
  const job = (await claim(house)) ?? expect.fail('nothing was due');
  const { fence } = job.ledger;
  const call = callId(1);
  const sendUntilMs = house.clock.nowMs() + 1000;
  const begin = {
    kind: 'begin',
    fence,
    call,
    recovery: 'none',
    price: FREE,
    day: '2026-11-21',
    sendUntilMs,
  } as const;
  await moveJob(house.core.jobs, id, { event: begin });
  const fault = { code: 'provider_timed_out' } as const;
  const lost = { kind: 'fail', fence, call, sent: 'maybe', fault, retry: 'retry', runAtMs: 0 } as const;
  await moveJob(house.core.jobs, id, { event: lost });
  expect((await jobsOf(anna, project))[0]).toMatchObject({
    state: 'needs_human',
    fault: { code: 'outcome_unknown' },
    openCall: { id: call, state: 'unknown', recovery: 'none', taskId: null },
  });
  const decide = (person: Person, choice: 'assume_lost' | 'retry_paid', about = call) =>
    person.mutate({ kind: 'job.decide', project, job: id, call: about, choice: { is: choice } });
  expect((await decide(anna, 'retry_paid', callId(9))).fault).toEqual({
    code: 'job_refused',
    why: 'not_now',
  });
  const both = await Promise.all([decide(anna, 'retry_paid'), decide(boris, 'assume_lost')]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  const decider = both[0]?.ok ? anna.id : boris.id;
  const rows = await house.core.database.read(sql('SELECT call, choice, decided_by FROM decisions'));
  expect(rows).toMatchObject([{ call, decided_by: decider }]);
});

test('J17: a late answer of the provider, or the end of the job, closes the question too', async () => {
  const { house, anna, project } = await aStudio();
  await anna.mutate(aRequest(project));
  const job = (await claim(house)) ?? expect.fail('nothing was due');
  await moveJob(house.core.jobs, job.id, {
    event: { kind: 'park', fence: job.ledger.fence, fault: { code: 'provider_key_refused' } },
  });
  expect(await anna.mutate({ kind: 'job.cancel', project, job: job.id })).toMatchObject({ ok: true });
  const rows = await house.core.database.read(sql('SELECT choice, decided_by FROM decisions'));
  expect(rows).toEqual([{ choice: '{"is":"cancel"}', decided_by: anna.id }]);
  expect((await jobsOf(anna, project))[0]).toMatchObject({ state: 'cancelled' });
});

test('J14: an old word that comes again does not undo a newer one', async () => {
  const { anna, project } = await aStudio();
  const { job } = aRequest(project);
  await anna.mutate(aRequest(project, { job }));
  const cancel = MutationId.parse(aUlid());
  await anna.mutate({ kind: 'job.cancel', project, job }, cancel);
  await anna.mutate({ kind: 'job.retry', project, job });
  expect(await anna.mutate({ kind: 'job.cancel', project, job }, cancel)).toMatchObject({ ok: true });
  expect((await jobsOf(anna, project))[0]).toMatchObject({ state: 'ready' });
});

test('a job of another project is not there, whoever asks', async () => {
  const { house, anna, project } = await aStudio();
  const { job } = aRequest(project);
  await anna.mutate(aRequest(project, { job }));
  const boris = await house.person('boris');
  const his = await boris.aProject();
  for (const kind of ['job.cancel', 'job.retry'] as const)
    expect((await boris.mutate({ kind, project: his, job })).fault).toEqual({ code: 'job_not_found' });
  expect((await boris.ask('GET', `/api/jobs/${job}/lines`)).status).toBe(404);
});

test('a job goes up and down in the queue as long as it has not ended', async () => {
  const { house, anna, project } = await aStudio();
  const [first, second] = [
    aRequest(project, { priority: 'batch' }),
    aRequest(project, { priority: 'batch' }),
  ];
  await anna.mutate(first);
  house.clock.advance(1);
  await anna.mutate(second);
  const up = { kind: 'job.prioritise', project, job: second.job, priority: 'interactive' } as const;
  expect(await anna.mutate(up)).toMatchObject({ ok: true });
  expect((await claim(house))?.id).toBe(second.job);
  expect((await jobsOf(anna, project)).at(-1)).toMatchObject({ id: second.job, priority: 100 });
  await anna.mutate({ kind: 'job.cancel', project, job: first.job });
  expect((await anna.mutate({ ...up, job: first.job })).fault).toEqual({
    code: 'job_refused',
    why: 'not_now',
  });
});

test('J14: a word about a job whose row is damaged is refused alone, and the words beside it are heard', async () => {
  const { house, anna, project } = await aStudio();
  const [damaged, next] = [aRequest(project), aRequest(project)];
  await anna.mutate(damaged);
  await house.core.database.write([
    sql("UPDATE jobs SET ledger = '{}', version = version + 1 WHERE id = ?", damaged.job),
  ]);
  const answer = await anna.ask('POST', '/api/mutations', {
    json: [
      { id: aUlid(), kind: 'job.cancel', project, job: damaged.job },
      { id: aUlid(), ...next },
    ],
  });
  expect((await answer.json()).results).toMatchObject([
    { ok: false, fault: { code: 'internal' } },
    { ok: true },
  ]);
});

test('J11: a project in the trash has its work called off with it; what is begun is told, a question and a damaged row stay', async () => {
  const { house, anna, project } = await aStudio();
  const [begun, asks, damaged, next] = [1, 2, 3, 4].map(() => aRequest(project));
  if (!begun || !asks || !damaged || !next) throw new Error('no requests');
  const stateOf = async (job: string) => (await jobsOf(anna, project)).find(({ id }) => id === job);
  await anna.mutate(begun);
  const held = await claim(house);
  expect(held?.id).toBe(begun.job);
  await anna.mutate(asks);
  await moveJob(house.core.jobs, asks.job, {
    event: { kind: 'restored', isPaid: true, nowMs: house.clock.nowMs() },
  });
  await anna.mutate(damaged);
  await house.core.database.write([
    sql("UPDATE jobs SET ledger = '{}', version = version + 1 WHERE id = ?", damaged.job),
  ]);
  await anna.mutate(next);
  const elsewhere = await anna.aProject();
  const other = aRequest(elsewhere);
  await anna.mutate(other);

  expect(await anna.mutate({ kind: 'project.trash', project })).toMatchObject({ ok: true });
  expect(await stateOf(next.job)).toMatchObject({ state: 'cancelled' });
  expect(await stateOf(begun.job)).toMatchObject({ state: 'leased', wantsCancel: true });
  expect(await stateOf(asks.job)).toMatchObject({ state: 'needs_human' });
  expect((await jobsOf(anna, elsewhere))[0]).toMatchObject({ state: 'ready' });

  expect(await anna.mutate({ kind: 'project.restore', project })).toMatchObject({ ok: true });
  expect(await stateOf(next.job)).toMatchObject({ state: 'cancelled' });
  expect(await anna.mutate({ kind: 'job.retry', project, job: next.job })).toMatchObject({ ok: true });
  expect(await stateOf(next.job)).toMatchObject({ state: 'ready' });
});
