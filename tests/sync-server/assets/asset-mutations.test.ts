import { expect, test } from 'vitest';
import { insertAssets, type NewAsset } from '#server/assets/store.ts';
import { sql } from '#server/database/sql.ts';
import { applyMutation } from '#server/mutations/apply-mutation.ts';
import { MutationId, type ProjectId, ShotId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import { aCore, PROJECT, USER } from '../a-core.ts';
import { aHouse, aProjectId, aUlid, type House } from '../a-house.ts';
import { anAsset } from './an-asset.ts';

const [FIRST, SECOND] = [ShotId.parse(aUlid()), ShotId.parse(aUlid())];

async function aFilm() {
  const house = await aHouse();
  const anna = await house.person('anna');
  const project = await anna.aProject('Фильм');
  const make = (content: string, wanted: Partial<NewAsset> = {}) =>
    anAsset({ ...house.core, ...house.runners }, { project, shot: FIRST, content, ...wanted });
  return { house, anna, project, make };
}

async function rowsOf(house: House, project: ProjectId) {
  return house.core.database.read(
    sql('SELECT id, shot, sha256, job, take FROM assets WHERE project = ? ORDER BY id', project),
  );
}

async function toldOf(house: House, project: ProjectId, id: string) {
  const row = await house.core.database.readOne(
    sql("SELECT value, seq FROM feed_rows WHERE feed = ? AND kind = 'asset' AND id = ?", `p:${project}`, id),
  );
  return row && { ...JSON.parse(String(row.value)), seq: Number(row.seq) };
}

test('V50: assets stand in the other shot, and whoever follows the project is told; a repeat changes nothing', async () => {
  const { house, anna, project, make } = await aFilm();
  const moved = [await make('один'), await make('два')];
  const stays = await make('три');
  const id = MutationId.parse(aUlid());
  const move = { kind: 'asset.move' as const, project, assets: moved.map((asset) => asset.id), to: SECOND };
  expect(await anna.mutate(move, id)).toMatchObject({ ok: true });
  const told = await toldOf(house, project, moved[0]?.id ?? '');
  expect(told).toMatchObject({ shot: SECOND, sha256: moved[0]?.sha256 });
  expect(await toldOf(house, project, stays.id)).toMatchObject({ shot: FIRST });
  // Somebody has moved it on since: the repeat of the old word does not bring it back.
  const third = ShotId.parse(aUlid());
  expect(await anna.mutate({ ...move, to: third })).toMatchObject({ ok: true });
  expect(await anna.mutate(move, id)).toMatchObject({ ok: true });
  expect(await toldOf(house, project, moved[0]?.id ?? '')).toMatchObject({ shot: third });
});

test('V51: a copy is the same content under its own id, once; the job stays with the original', async () => {
  const { house, anna, project, make } = await aFilm();
  const original = await make('кадр', { job: JobId.parse(aUlid()), take: aUlid(), prompt: aUlid() });
  const copy = aUlid();
  const wanted = {
    kind: 'asset.copy' as const,
    project,
    copies: [{ from: original.id, id: copy, shot: SECOND }],
  };
  // The second is another mutation, as after a restored backup.
  for (let n = 0; n < 2; n++) expect(await anna.mutate(wanted)).toMatchObject({ ok: true });
  expect(await rowsOf(house, project)).toHaveLength(2);
  expect(await toldOf(house, project, copy)).toMatchObject({
    shot: SECOND,
    sha256: original.sha256,
    take: original.take,
    prompt: original.prompt,
    job: null,
  });
  expect((await anna.ask('GET', `/media/${original.sha256}/original`)).status).toBe(200);
});

test('V50 V51: what is of another project, taken already or not for this person to change is refused whole', async () => {
  const { house, anna, project, make } = await aFilm();
  const boris = await house.person('boris');
  const other = await boris.aProject('Другой');
  const own = await make('свой');
  const foreign = await make('чужой', { project: other });
  const taken = await make('занят');
  const before = await rowsOf(house, project);
  const move = { kind: 'asset.move' as const, project, assets: [own.id, foreign.id], to: SECOND };
  expect(await anna.mutate(move)).toMatchObject({ fault: { code: 'asset_not_found' } });
  const copy = (copies: { from: string; id: string; shot: ShotId }[]) =>
    anna.mutate({ kind: 'asset.copy', project, copies });
  const fine = { from: own.id, id: aUlid(), shot: SECOND };
  expect(await copy([fine, { ...fine, from: foreign.id, id: aUlid() }])).toMatchObject({
    fault: { code: 'asset_not_found' },
  });
  expect(await copy([fine, { ...fine, id: taken.id }])).toMatchObject({ fault: { code: 'id_taken' } });
  expect(await copy([fine, fine])).toMatchObject({ fault: { code: 'id_taken' } });

  expect(await boris.mutate({ ...move, assets: [own.id] })).toMatchObject({
    fault: { code: 'project_not_found' },
  });
  await anna.setMember(project, 'boris', 'viewer');
  expect(await boris.mutate({ ...move, assets: [own.id] })).toMatchObject({ fault: { code: 'forbidden' } });
  await anna.mutate({ kind: 'project.trash', project });
  expect(await anna.mutate({ ...move, assets: [own.id] })).toMatchObject({
    fault: { code: 'project_trashed' },
  });
  expect(await rowsOf(house, project)).toEqual(before);
});

test('V50 V51: the copy of a project has its assets where they were moved and copied to', async () => {
  const { house, anna, project, make } = await aFilm();
  const [moved, copied] = [await make('один'), await make('два')];
  const id = aUlid();
  await anna.mutate({ kind: 'asset.move', project, assets: [moved.id], to: SECOND });
  await anna.mutate({ kind: 'asset.copy', project, copies: [{ from: copied.id, id, shot: SECOND }] });
  const to = aProjectId();
  expect(
    await anna.mutate({ kind: 'project.duplicate', project: to, from: project, name: 'Копия' }),
  ).toMatchObject({
    ok: true,
  });
  expect(await rowsOf(house, to)).toEqual(await rowsOf(house, project));
});

test('V50 V51: a writer that dies at any step leaves all of a mutation or nothing, and the repeat mends it', async () => {
  for (const dies of ['before', 'after'] as const) {
    const disk = { isDying: false };
    const { core } = await aCore({
      wrap: (driver) => ({
        ...driver,
        commit: async (statements) => {
          if (disk.isDying && dies === 'before') throw new Error('killed');
          const results = await driver.commit(statements);
          // It stands on the disk, and nobody has heard of it.
          if (disk.isDying) throw new Error('killed');
          return results;
        },
      }),
    });
    const place = { project: PROJECT, shot: FIRST, sha256: 'a'.repeat(64), sizeBytes: 4 };
    const facts = { kind: 'image' as const, type: 'image/png', width: 1, height: 1, durationMs: null };
    const made = { take: null, prompt: null, job: null, model: null, position: 0, createdAt: 1 };
    const [one, copy] = [aUlid(), aUlid()];
    await core.database.write(insertAssets([{ id: one, ...place, ...facts, ...made }]));
    const mutations: Mutation[] = [
      { id: MutationId.parse(aUlid()), kind: 'asset.move', project: PROJECT, assets: [one], to: SECOND },
      {
        id: MutationId.parse(aUlid()),
        kind: 'asset.copy',
        project: PROJECT,
        copies: [{ from: one, id: copy, shot: FIRST }],
      },
    ];
    const context = { ...core, nowMs: () => 1 };
    const look = () => core.database.read(sql('SELECT id, shot FROM assets ORDER BY id = ?', copy));
    const told = async () =>
      (
        await core.database.read(
          sql(
            "SELECT id, json_extract(value, '$.shot') AS shot FROM feed_rows WHERE kind = 'asset' ORDER BY id = ?",
            copy,
          ),
        )
      ).map((row) => ({ ...row }));
    for (const mutation of mutations) {
      disk.isDying = true;
      await expect(applyMutation(context, USER, mutation)).rejects.toThrow('killed');
      disk.isDying = false;
      expect(await told()).toEqual((await look()).map((row) => ({ ...row })));
      expect(await applyMutation(context, USER, mutation)).toMatchObject({ ok: true });
      expect(await told()).toEqual((await look()).map((row) => ({ ...row })));
    }
    expect(await look()).toMatchObject([
      { id: one, shot: SECOND },
      { id: copy, shot: FIRST },
    ]);
  }
});
