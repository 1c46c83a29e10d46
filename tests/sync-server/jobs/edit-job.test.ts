import { expect, test } from 'vitest';
import { claimJob } from '#server/jobs/claim-job.ts';
import { completeJob } from '#server/jobs/complete-job.ts';
import type { ProjectId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';
import { JobRecord } from '#shared/jobs/job-record.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import { FIRST, LEASE_MS } from '../../shared/jobs/a-ledger.ts';
import { aHouse, aUlid, type Person } from '../a-house.ts';
import { FREE, setPrice } from './a-request.ts';

type Create = Extract<Mutation, { kind: 'job.create' }>;
type Edit = Extract<Create['work'], { kind: 'edit' }>;

async function aStudio() {
  const house = await aHouse();
  const anna = await house.person('anna');
  return { house, anna, project: await anna.aProject() };
}

function aRemark(project: ProjectId, change: Partial<Edit> = {}): Omit<Create, 'id'> {
  const work = {
    ...{ kind: 'edit', project, shot: aUlid(), edit: aUlid(), prompt: aUlid(), model: 'imitation/text' },
    ...{ text: 'Крыша, 85 мм', remark: 'Сделай камеру 35 мм', locked: [], language: 'ru', ...change },
    // Brands are names for the compiler alone.
  } as Edit;
  return {
    ...{ kind: 'job.create', project, job: JobId.parse(aUlid()), work },
    ...{ priority: 'interactive', agreed: FREE },
  };
}

async function jobsOf(person: Person, project: ProjectId): Promise<JobRecord[]> {
  const { rows } = await (await person.ask('GET', `/api/projects/${project}/feed?since=0`)).json();
  return rows.flatMap(({ kind, value }: { kind: string; value: unknown }) =>
    kind === 'job' && value ? [JobRecord.parse(value)] : [],
  );
}

test('V97: the answer to a remark stands in its job, and nothing is made of it', async () => {
  const { house, anna, project } = await aStudio();
  const remark = aRemark(project, { text: 'К'.repeat(32_000) });
  expect(await anna.mutate(remark)).toMatchObject({ ok: true });
  const { core } = house;
  const claim = { runner: FIRST, kinds: ['edit:imitation'], leaseMs: LEASE_MS };
  const job = (await claimJob(core.jobs, claim)) ?? expect.fail();
  const { fence } = job.ledger;
  expect(await completeJob(core, job.id, { fence, files: [] })).toMatchObject({ ok: false });
  expect(await completeJob(core, job.id, { fence, files: [], text: '{"prompt":"x"}' })).toMatchObject({
    ok: true,
  });
  expect(await jobsOf(anna, project)).toMatchObject([
    {
      kind: 'edit',
      state: 'done',
      title: 'Сделай камеру 35 мм',
      text: '{"prompt":"x"}',
      take: null,
      assets: [],
    },
  ]);
});

test('V97: a remark goes to a model that writes, at the price that was seen, and is no longer than allowed', async () => {
  const { house, anna, project } = await aStudio();
  const refused = async (change: Partial<Edit>) => (await anna.mutate(aRemark(project, change))).fault?.code;
  expect(await refused({ model: 'imitation/image' as Edit['model'] })).toBe('bad_input');
  await setPrice(house, 'imitation/text', { amount: 7, currency: 'RUB', per: 'call', source: 'a test' });
  expect(await refused({})).toBe('price_changed');
  await setPrice(house, 'imitation/text', null);
  expect(await refused({})).toBe('price_changed');
  expect(await jobsOf(anna, project)).toEqual([]);
});
