import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { checkContents, listNamedContents } from '#server/keeping/check-contents.ts';
import { checkJobs } from '#server/keeping/check-jobs.ts';
import { offerHeadliner } from '#shared/documents/index-doc.ts';
import { JobId } from '#shared/jobs/job.ts';
import { aProjectId, aUlid, indexOf } from '../a-house.ts';
import { aStudio } from '../runners/a-studio.ts';
import { anAsset } from './an-asset.ts';

test('S9: a copy has the pictures of its project under the same names, with its covers, and opens them to nobody else', async () => {
  const { house, admin, where } = await aStudio();
  const boris = await house.person('boris');
  const vera = await house.person('vera');
  const { core } = house;
  await admin.setMember(where.project, 'boris', 'viewer');
  const facts = { job: JobId.parse(aUlid()), take: aUlid(), createdAt: 17 };
  const first = await anAsset({ ...core, ...house.runners }, { ...where, ...facts, content: 'первый' });
  const second = await anAsset({ ...core, ...house.runners }, { ...where, ...facts, content: 'второй' });
  await core.rooms.use(indexOf(where.project), (room) =>
    room.change({
      make: (doc) => offerHeadliner(doc, where.shot, first.id),
      alongside: [],
      user: admin.id,
    }),
  );

  const copy = aProjectId();
  const wanted = { kind: 'project.duplicate', project: copy, from: where.project, name: 'Копия' } as const;
  expect(await boris.mutate(wanted)).toMatchObject({ ok: true });
  const rows = await core.database.read(
    sql("SELECT value FROM feed_rows WHERE feed = ? AND kind = 'asset' ORDER BY id", `p:${copy}`),
  );
  const told = rows.map(({ value }) => JSON.parse(String(value)));
  expect(told).toMatchObject(
    [first, second]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((asset) => ({ ...asset, project: copy, job: null })),
  );
  expect((await boris.projects()).find(({ id }: { id: string }) => id === copy)).toMatchObject({
    covers: [{ shot: where.shot, headliner: first.id }],
  });
  expect(await checkJobs(core.database)).toEqual([]);
  expect((await checkContents(await listNamedContents(core.database), house.folder)).problems).toEqual([]);

  await admin.removeMember(where.project, 'boris');
  const read = async (person: typeof boris) =>
    (await person.ask('GET', `/media/${first.sha256}/original`)).status;
  expect([await read(boris), await read(admin), await read(vera)]).toEqual([200, 200, 404]);
});
