import { expect, test } from 'vitest';
import { JobDesk } from '#lib/jobs/job-desk.ts';
import type { Act, SyncEngine } from '#lib/sync/engine.ts';
import { type OutboxItem, outboxItem } from '#lib/sync/local-store.ts';
import { MutationId, ProjectId, ShotId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';

const ULID = '01JXT22F1SEB16182Y36SZ9G6Y';
const project = ProjectId.parse(ULID);

function aLaunch(change: Partial<OutboxItem>): OutboxItem {
  const work = {
    ...{ kind: 'generate' as const, project, shot: ShotId.parse(ULID), prompt: ULID, take: ULID },
    ...{ model: 'imitation/image', text: 'крыша', params: {} },
  };
  const launch = {
    ...{ id: MutationId.parse(ULID), kind: 'job.create' as const, project, job: JobId.parse(ULID), work },
    ...{ priority: 'interactive' as const, agreed: null },
  };
  return { ...outboxItem(launch, 0, 'needed'), ...change };
}

async function givenUp(launch: OutboxItem): Promise<Act | undefined> {
  let done: Act | undefined;
  const act: SyncEngine['act'] = async (what) => {
    done = what;
  };
  // The desk needs no more of it for this.
  await new JobDesk({ act } as SyncEngine).giveUp([launch]);
  return done;
}

test('C11: a launch given up brings its cancelling along, should another tab be sending it just now', async () => {
  expect(await givenUp(aLaunch({}))).toMatchObject({
    mutations: [],
    drops: [{ id: ULID, unlessUnsent: { kind: 'job.cancel', project, job: ULID } }],
  });
});

test('C11: what the server has refused needs no cancelling', async () => {
  const act = await givenUp(aLaunch({ fault: { code: 'budget_exceeded' } }));
  expect(act?.drops).toEqual([{ id: ULID, unlessUnsent: undefined }]);
});
