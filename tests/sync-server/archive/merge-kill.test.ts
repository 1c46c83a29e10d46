import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { exportProject } from '#server/archive/export-project.ts';
import { importCopy } from '#server/archive/import-copy.ts';
import { importMerge } from '#server/archive/import-merge.ts';
import { openArchive } from '#server/archive/open-archive.ts';
import { blobsIn } from '#server/blobs/open-blobs.ts';
import type { SqlDriver } from '#server/database/sql.ts';
import { sql } from '#server/database/sql.ts';
import { DocName, docAddressOf, docNameOf } from '#shared/documents/doc-name.ts';
import { listShots, renameShot } from '#shared/documents/index-doc.ts';
import { setParam } from '#shared/documents/shot-doc.ts';
import type { ProjectId } from '#shared/ids.ts';
import { aCore, USER } from '../a-core.ts';
import { aFolder } from '../blobs/a-folder.ts';
import { develop, everyRow, type Film, shoot } from './a-film.ts';

const FILM: Film = {
  name: 'Кит',
  acts: ['первый', 'второй', 'третий'].flatMap((text, at) => [
    { person: 0, kind: 0, text, at },
    { person: 0, kind: 5, text, at },
  ]),
};

/** A server that dies at a commit: just before it, or when it is on the disk and nobody has heard of it. */
function mortal() {
  const death = { commitsLeft: Number.POSITIVE_INFINITY, isHeard: true, commits: 0 };
  const wrap = (driver: SqlDriver): SqlDriver => ({
    ...driver,
    commit: async (statements) => {
      if (death.commitsLeft < 0) throw new Error('dead');
      if (death.commitsLeft-- > 0) {
        death.commits++;
        return driver.commit(statements);
      }
      if (!death.isHeard) await driver.commit(statements);
      throw new Error('dead');
    },
  });
  return { death, wrap };
}

/** A film, its copy with an edit in each document and two pictures more, and the file of that copy. */
async function aStudio() {
  const folder = await aFolder();
  const { death, wrap } = mortal();
  const { core } = await aCore({ wrap });
  const place = { ...core, blobs: blobsIn(join(folder, 'blobs')) };
  const project = await shoot(core, FILM);
  await develop(place, project, FILM);
  const first = join(folder, 'first.raskadr');
  expect(await exportProject(place, project, first)).toMatchObject({ ok: true });
  const copied = await withArchive(first, (archive) => importCopy(place, archive, { user: USER }));
  if (!copied.ok) throw new Error(copied.fault.code);
  const copy = copied.value.id;
  for (const { doc } of await docsOf(place, copy)) await edit(place, DocName.parse(doc));
  await develop(place, copy, {
    name: '',
    acts: ['четвёртый', 'пятый'].map((text, at) => ({ person: 0, kind: 5, text, at })),
  });
  const file = join(folder, 'copy.raskadr');
  expect(await exportProject(place, copy, file)).toMatchObject({ ok: true });
  const merge = () => withArchive(file, (archive) => importMerge(place, archive, { project, user: USER }));
  return { place, death, project, merge };
}

type Place = Awaited<ReturnType<typeof aStudio>>['place'];

async function withArchive<T>(
  file: string,
  work: (archive: Parameters<typeof importMerge>[1]) => Promise<T>,
): Promise<T> {
  const opened = await openArchive(file);
  if (!opened.ok) throw new Error(opened.fault.code);
  await using archive = opened.value;
  return await work(archive);
}

function docsOf({ database }: Place, project: ProjectId) {
  return database.read(sql('SELECT doc, head_seq FROM docs WHERE project = ? ORDER BY doc', project));
}

async function edit({ rooms }: Place, name: DocName): Promise<void> {
  await rooms.use(name, (room) =>
    room.change({
      make: (doc) => {
        if (docAddressOf(name).kind === 'shot') setParam(doc, 'seed', 'копия');
        else for (const { id, number } of listShots(doc)) renameShot(doc, id, `копия ${number}`);
      },
      alongside: [],
      user: USER,
    }),
  );
}

test('A6: a merge that dies at any commit is whole or not there, in every document and every row', async () => {
  const calm = await aStudio();
  const before = await docsOf(calm.place, calm.project);
  calm.death.commits = 0;
  calm.death.commitsLeft = Number.MAX_SAFE_INTEGER;
  expect(await calm.merge()).toMatchObject({ ok: true });
  const after = await docsOf(calm.place, calm.project);
  expect(after.filter(({ head_seq }, at) => head_seq !== before[at]?.head_seq)).toHaveLength(4);
  expect(calm.death.commits).toBe(1);

  for (const isHeard of [true, false]) {
    for (let step = 0; step < calm.death.commits; step++) {
      const { place, death, project, merge } = await aStudio();
      const rows = await everyRow(place);
      const heads = await docsOf(place, project);
      Object.assign(death, { commitsLeft: step, isHeard });
      await expect(merge()).rejects.toThrow('dead');
      if (isHeard) expect(await everyRow(place)).toEqual(rows);
      else
        expect((await docsOf(place, project)).map(({ head_seq }) => Number(head_seq))).toEqual(
          heads.map(({ head_seq }) => Number(head_seq) + 1),
        );
      // The next process does it again: whatever was there stays as it is, and it is whole.
      death.commitsLeft = Number.POSITIVE_INFINITY;
      expect(await merge()).toMatchObject({ ok: true });
      const whole = await everyRow(place);
      expect(await merge()).toMatchObject({ ok: true });
      expect(await everyRow(place)).toEqual(whole);
      expect(await titlesOf(place, project)).toEqual(['копия 1', 'копия 2', 'копия 3']);
      const assets = await place.database.read(sql('SELECT id FROM assets WHERE project = ?', project));
      expect(assets).toHaveLength(5);
    }
  }
});

test('A6: edits that come during a merge are kept, or never called safe', async () => {
  for (const commitsLeft of [0, Number.POSITIVE_INFINITY]) {
    const { place, death, project, merge } = await aStudio();
    const index = docNameOf({ kind: 'index', project });
    const [shot] = await place.rooms.use(index, (room) => listShots(room.committed));
    if (!shot) throw new Error('no shot');
    const rowsOf = () => place.database.read(sql('SELECT seq FROM doc_updates WHERE doc = ?', index));
    const before = (await rowsOf()).length;
    death.commitsLeft = commitsLeft;
    const merged = merge().catch(() => undefined);
    const edited = place.rooms.use(index, async (room) => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, room.encodedState());
      const known = Y.encodeStateVector(doc);
      renameShot(doc, shot.id, 'моё');
      const bytes = Y.encodeStateAsUpdate(doc, known);
      const accepted = room.submit({ bytes, user: USER, from: undefined });
      return accepted.kind === 'accepted' && (await accepted.written).ok;
    });
    const [, isSaid] = await Promise.all([merged, edited]);
    death.commitsLeft = Number.POSITIVE_INFINITY;
    expect(isSaid).toBe(commitsLeft > 0);
    expect((await rowsOf()).length).toBe(before + (isSaid ? 2 : 0));
    expect(await merge()).toMatchObject({ ok: true });
    expect(await titlesOf(place, project)).toHaveLength(3);
  }
});

function titlesOf({ rooms }: Place, project: ProjectId): Promise<string[]> {
  return rooms.use(docNameOf({ kind: 'index', project }), (room) =>
    listShots(room.committed).map(({ title }) => title),
  );
}
