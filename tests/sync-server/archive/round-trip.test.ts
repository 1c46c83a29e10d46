import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { exportProject } from '#server/archive/export-project.ts';
import { importCopy } from '#server/archive/import-copy.ts';
import { importMerge } from '#server/archive/import-merge.ts';
import { openArchive } from '#server/archive/open-archive.ts';
import type { BlobStore } from '#server/blobs/blob-store.ts';
import { blobsIn } from '#server/blobs/open-blobs.ts';
import type { Core } from '#server/core.ts';
import { sql } from '#server/database/sql.ts';
import { canonicalContent } from '#shared/documents/canonical-json.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { initIndexDoc, listShots, renameShot } from '#shared/documents/index-doc.ts';
import type { ProjectId } from '#shared/ids.ts';
import { aCore, INDEX, PROJECT, USER } from '../a-core.ts';
import { aFolder } from '../command/a-data-folder.ts';
import { aFilm, develop, everyRow, shoot } from './a-film.ts';

/** `RASKADR_FILMS=200` is the long version. */
const FILMS = Number(process.env.RASKADR_FILMS ?? 30);

type World = Core & { blobs: BlobStore };

async function aWorld() {
  const folder = await aFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const core: World = { ...(await aCore()).core, blobs: blobsIn(folder.root) };
  let files = 0;
  return {
    core,
    exported: async (project: ProjectId) => {
      const file = join(folder.root, `${++files}.raskadr`);
      expect(await exportProject(core, project, file)).toMatchObject({ ok: true });
      return file;
    },
  };
}

async function copyOf(core: World, file: string): Promise<ProjectId> {
  const opened = await openArchive(file);
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  await using archive = opened.value;
  const imported = await importCopy(core, archive, { user: USER });
  if (!imported.ok) throw new Error(JSON.stringify(imported.fault));
  return imported.value.id;
}

async function merged(core: World, file: string, project: ProjectId) {
  const opened = await openArchive(file);
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  await using archive = opened.value;
  return await importMerge(core, archive, { project, user: USER });
}

function assetsOf(core: Core, project: ProjectId) {
  return core.database.read(
    sql(
      `SELECT id, shot, sha256, kind, type, size_bytes, width, height, duration_ms, take, prompt, model, position,
         created_at FROM assets WHERE project = ? ORDER BY id`,
      project,
    ),
  );
}

function contentOf(core: Core, project: ProjectId): Promise<string> {
  return core.rooms.use(docNameOf({ kind: 'index', project }), (room) => {
    room.committed.getMap('meta');
    room.committed.getMap('shots');
    return canonicalContent(room.committed);
  });
}

test('A1: a project that goes out, in as a copy and out again is the same file, byte for byte', async () => {
  const { core, exported } = await aWorld();
  await fc.assert(
    fc.asyncProperty(aFilm, async (film) => {
      const project = await shoot(core, film);
      await develop(core, project, film);
      const first = await exported(project);
      const copy = await copyOf(core, first);
      expect(copy).not.toBe(project);
      expect(await assetsOf(core, copy)).toEqual(await assetsOf(core, project));
      expect((await readFile(await exported(copy))).equals(await readFile(first))).toBe(true);
      expect(await contentOf(core, copy)).toBe(await contentOf(core, project));
    }),
    { numRuns: FILMS },
  );
}, 300_000);

test('A1: the file says neither where nor when it was made', async () => {
  const { core, exported } = await aWorld();
  const project = await shoot(core, { name: 'Фильм', acts: [{ person: 0, kind: 5, text: 'кит', at: 1 }] });
  const text = (await readFile(await exported(project))).toString('latin1');
  expect(text).not.toContain(project);
  expect(text).not.toContain(USER);
});

test('A1: a project that nobody has written to goes out and comes in', async () => {
  const { core, exported } = await aWorld();
  const first = await exported(PROJECT);
  const copy = await copyOf(core, first);
  expect((await readFile(await exported(copy))).equals(await readFile(first))).toBe(true);
  const row = await core.database.readOne(sql('SELECT name FROM projects WHERE id = ?', copy));
  expect(row?.name).toBe('Фильм');
});

test('A5: a copy has the counts of its storyboard and one owner, who sees it at once', async () => {
  const { core, exported } = await aWorld();
  const acts = ['А', 'Б', 'В'].map((text, at) => ({ person: 0, kind: 0, text, at }));
  const copy = await copyOf(core, await exported(await shoot(core, { name: 'Кит', acts })));
  const row = await core.database.readOne(sql('SELECT name, shots FROM projects WHERE id = ?', copy));
  expect(row).toEqual({ name: 'Кит', shots: 3 });
  const record = await core.database.readOne(
    sql("SELECT value FROM feed_rows WHERE kind = 'project' AND id = ?", copy),
  );
  expect(JSON.parse(String(record?.value))).toMatchObject({ name: 'Кит', role: 'owner', shots: 3 });
});

test('A6: what two copies became apart comes together by a merge', async () => {
  const { core, exported } = await aWorld();
  const acts = ['А', 'Б'].map((text, at) => ({ person: 0, kind: 0, text, at }));
  const project = await shoot(core, { name: 'Кит', acts });
  const copy = await copyOf(core, await exported(project));
  await editFirstShot(core, copy, 'изменено в копии');
  expect(await merged(core, await exported(copy), project)).toMatchObject({
    ok: true,
    value: { id: project },
  });
  expect(await contentOf(core, project)).toBe(await contentOf(core, copy));
  expect(await contentOf(core, project)).toContain('изменено в копии');
});

test('A6: another project is never merged in, and nothing is changed by the attempt', async () => {
  const { core, exported } = await aWorld();
  const acts = [{ person: 0, kind: 0, text: 'А', at: 0 }];
  const file = await exported(await shoot(core, { name: 'Кит', acts }));
  const other = await shoot(core, { name: 'Сова', acts });
  const before = await everyRow(core);
  expect(await merged(core, file, other)).toEqual({ ok: false, fault: { code: 'archive_unrelated' } });
  expect(await everyRow(core)).toEqual(before);
  expect(await merged(core, file, PROJECT)).toMatchObject({ ok: true });
  expect(await core.rooms.use(INDEX, (room) => room.seq)).toBe(1);
});

async function editFirstShot(core: Core, project: ProjectId, title: string): Promise<void> {
  const Y = await import('yjs');
  await core.rooms.use(docNameOf({ kind: 'index', project }), async (room) => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, room.encodedState());
    const before = Y.encodeStateVector(doc);
    const [shot] = listShots(doc);
    if (shot) renameShot(doc, shot.id, title);
    else initIndexDoc(doc, title);
    const accepted = room.submit({ bytes: Y.encodeStateAsUpdate(doc, before), user: USER, from: undefined });
    if (accepted.kind === 'accepted') await accepted.written;
  });
}
