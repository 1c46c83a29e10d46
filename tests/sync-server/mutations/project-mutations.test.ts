import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { sql } from '#server/database/sql.ts';
import { duplicateStatements } from '#server/projects/duplicate-project.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { addShots, listShots, readMeta, renameProject } from '#shared/documents/index-doc.ts';
import { changeSettings, readSettings } from '#shared/documents/project-settings.ts';
import { MutationId, type ProjectId, ShotId } from '#shared/ids.ts';
import { encodeSync, SYNC } from '#shared/sync/wire.ts';
import { aHouse, anAddedShot, aProjectId, aUlid, faultOf, type House, indexOf } from '../a-house.ts';
import { until } from '../a-server.ts';

async function aStudio() {
  const house = await aHouse();
  const anna = await house.person('anna');
  const boris = await house.person('boris');
  const project = await anna.aProject('Фильм');
  return { house, anna, boris, project, base: await house.sockets() };
}

const aMutationId = () => MutationId.parse(aUlid());

async function countOf(house: House, table: string): Promise<number> {
  return Number((await house.core.database.readOne(sql(`SELECT count(*) AS n FROM ${table}`)))?.n);
}

function committed<T>(house: House, project: ProjectId, read: (doc: Y.Doc) => T): Promise<T> {
  return house.core.rooms.use(indexOf(project), (room) => read(room.committed));
}

test('a project in the trash is read by its members and changed by nobody, until it is restored', async () => {
  const { house, anna, boris, project, base } = await aStudio();
  await anna.setMember(project, 'boris', 'editor');
  const socket = boris.socket(base, indexOf(project));
  await socket.opened;
  expect(await anna.mutate({ kind: 'project.trash', project })).toMatchObject({ ok: true });
  expect(await socket.closed).toEqual({ code: 1013, reason: 'project_trashed' });
  for (const person of [anna, boris]) {
    expect(await person.projects()).toMatchObject([{ id: project, trashedAt: house.clock.nowMs() }]);
    const push = await person.addShot(project, 'Ночь');
    expect(push.status).toBe(409);
    expect(await faultOf(push)).toBe('project_trashed');
    expect((await person.ask('GET', `/api/projects/${project}/pull`)).status).toBe(200);
    expect((await person.ask('GET', `/api/docs/${indexOf(project)}/state`)).status).toBe(200);
  }
  const reader = boris.socket(base, indexOf(project));
  await until(() => reader.received.length > 0, 'the handshake');
  const waiting = boris.socket(base, indexOf(project));
  await waiting.opened;
  reader.socket.send(encodeSync(SYNC.update, await anAddedShot(house, project, 'Ночь')));
  expect(await reader.closed).toEqual({ code: 4403, reason: 'project_trashed' });
  expect(await house.titlesOf(project)).toEqual(['Рассвет', 'Полдень']);

  expect(await anna.mutate({ kind: 'project.restore', project })).toMatchObject({ ok: true });
  expect(await waiting.closed).toEqual({ code: 1013, reason: 'role_changed' });
  expect(await boris.projects()).toMatchObject([{ id: project, trashedAt: null }]);
  expect((await boris.addShot(project, 'Ночь')).status).toBe(200);
  expect(await house.titlesOf(project)).toEqual(['Рассвет', 'Полдень', 'Ночь']);
});

test('only an owner throws a project away or restores it', async () => {
  const { house, anna, boris, project } = await aStudio();
  const root = await house.person('root', 'admin');
  await anna.setMember(project, 'boris', 'editor');
  for (const kind of ['project.trash', 'project.restore'] as const) {
    expect(await boris.mutate({ kind, project })).toMatchObject({ ok: false, fault: { code: 'forbidden' } });
    for (const stranger of [root, await house.signedIn(root)]) {
      const fault = { code: 'project_not_found' };
      expect(await stranger.mutate({ kind, project })).toMatchObject({ ok: false, fault });
      expect(await stranger.mutate({ kind, project: aProjectId() })).toMatchObject({ ok: false, fault });
    }
  }
  expect(await countOf(house, 'mutations')).toBe(1);
});

test('S9: a repeat, under the same id or after a restored backup under a new one, changes nothing', async () => {
  const { house, anna, project } = await aStudio();
  const id = aMutationId();
  await anna.mutate({ kind: 'project.trash', project }, id);
  const trashedAt = house.clock.nowMs();
  house.clock.advance(60_000);
  await anna.mutate({ kind: 'project.trash', project });
  expect(await anna.projects()).toMatchObject([{ trashedAt }]);
  await anna.mutate({ kind: 'project.restore', project });
  expect(await anna.mutate({ kind: 'project.trash', project }, id)).toMatchObject({ ok: true });
  expect(await anna.projects()).toMatchObject([{ trashedAt: null }]);

  const copy = aProjectId();
  const duplicate = { kind: 'project.duplicate', project: copy, from: project, name: 'Копия' } as const;
  const first = aMutationId();
  const answers = await Promise.all(
    [first, first, aMutationId(), aMutationId()].map((same) => anna.mutate(duplicate, same)),
  );
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true]);
  await anna.addShot(copy, 'Только в копии');
  expect(await anna.mutate(duplicate)).toMatchObject({ ok: true });
  expect(await house.titlesOf(copy)).toEqual(['Рассвет', 'Полдень', 'Только в копии']);
  expect(await anna.projects()).toHaveLength(2);
});

test('a copy has every document of its project as it is on disk, and a life of its own', async () => {
  const { house, anna, boris, project } = await aStudio();
  await anna.setMember(project, 'boris', 'viewer');
  const [shot] = await committed(house, project, listShots);
  if (!shot) throw new Error('no shot');
  const shotDoc = new Y.Doc();
  shotDoc.getText('draft').insert(0, 'Туман над водой');
  const shotName = docNameOf({ kind: 'shot', project, shot: shot.id });
  await anna.push(shotName, Y.encodeStateAsUpdate(shotDoc));
  const scenario = new Y.Doc();
  scenario.getMap('scenes').set(aUlid(), new Y.Map([['title', 'Первая']]));
  await anna.push(docNameOf({ kind: 'scenario', project }), Y.encodeStateAsUpdate(scenario));
  const settings = new Y.Doc();
  changeSettings(settings, { aspect: '9:16', fps: 25 });
  await anna.push(indexOf(project), Y.encodeStateAsUpdate(settings));

  const copy = aProjectId();
  const made = await boris.mutate({
    kind: 'project.duplicate',
    project: copy,
    from: project,
    name: 'Второй фильм',
  });
  expect(made).toMatchObject({ ok: true });
  expect((await boris.projects()).find(({ id }: { id: string }) => id === copy)).toMatchObject({
    ...{ name: 'Второй фильм', role: 'owner', shots: 2, ready: 0, trashedAt: null },
    covers: [{ title: 'Рассвет' }, { title: 'Полдень' }],
  });
  expect(await anna.projects()).toHaveLength(1);
  expect(await committed(house, copy, (doc) => [readMeta(doc).name, readSettings(doc).aspect])).toEqual([
    'Второй фильм',
    '9:16',
  ]);
  const titles = await house.core.rooms.use(docNameOf({ kind: 'scenario', project: copy }), (room) =>
    [...room.committed.getMap('scenes').values()].map(
      (scene) => scene instanceof Y.Map && scene.get('title'),
    ),
  );
  expect(titles).toEqual(['Первая']);
  const draft = await house.core.rooms.use(
    docNameOf({ kind: 'shot', project: copy, shot: shot.id }),
    (room) => room.committed.getText('draft').toString(),
  );
  expect(draft).toBe('Туман над водой');

  await boris.addShot(copy, 'Ночь');
  await anna.addShot(project, 'Утро');
  expect(await house.titlesOf(copy)).toEqual(['Рассвет', 'Полдень', 'Ночь']);
  expect(await house.titlesOf(project)).toEqual(['Рассвет', 'Полдень', 'Утро']);
  expect(await faultOf(await anna.ask('GET', `/api/projects/${copy}/view`))).toBe('project_not_found');
});

test('a copy survives the compaction and the reload of its documents', async () => {
  const { house, anna, project } = await aStudio();
  const copy = aProjectId();
  await anna.mutate({ kind: 'project.duplicate', project: copy, from: project, name: 'Копия' });
  for (let n = 0; n < 30; n++) await anna.addShot(copy, `Шот ${n}`);
  house.clock.advance(120_000);
  await house.core.rooms.sweep();
  expect(house.core.rooms.find(indexOf(copy))).toBeUndefined();
  expect(await house.titlesOf(copy)).toHaveLength(32);
});

test('what a device still holds of a copy that a restored backup has lost merges with the copy made anew', async () => {
  const { house, anna, project } = await aStudio();
  const copy = aProjectId();
  const duplicate = { kind: 'project.duplicate', project: copy, from: project, name: 'Копия' } as const;
  await anna.mutate(duplicate);
  await anna.addShot(copy, 'Ночь');
  const held = await house.core.rooms.use(indexOf(copy), (room) => room.encodedState());
  house.clock.advance(120_000);
  await house.core.rooms.sweep();
  await house.core.database.write([
    sql('DELETE FROM projects WHERE id = ?', copy),
    sql("DELETE FROM mutations WHERE kind = 'project.duplicate'"),
  ]);
  expect(await anna.mutate(duplicate)).toMatchObject({ ok: true });
  expect((await anna.push(indexOf(copy), held)).status).toBe(200);
  expect(await house.titlesOf(copy)).toEqual(['Рассвет', 'Полдень', 'Ночь']);
  expect(await committed(house, copy, (doc) => readMeta(doc).name)).toBe('Копия');
});

test('a foreign project, one in the trash and an id that is taken are not copied over', async () => {
  const { house, anna, boris, project } = await aStudio();
  const copy = aProjectId();
  const ask = (from: ProjectId, to = copy) =>
    boris.mutate({ kind: 'project.duplicate', project: to, from, name: 'Копия' });
  expect(await ask(project)).toMatchObject({ ok: false, fault: { code: 'project_not_found' } });
  await anna.setMember(project, 'boris', 'editor');
  expect(await ask(project, project)).toMatchObject({ ok: false, fault: { code: 'id_taken' } });
  await anna.mutate({ kind: 'project.trash', project });
  expect(await ask(project)).toMatchObject({ ok: false, fault: { code: 'project_trashed' } });
  await anna.mutate({ kind: 'project.restore', project });
  const damaged = await anna.aProject('С повреждением');
  await anna.setMember(damaged, 'boris', 'viewer');
  house.clock.advance(120_000);
  await house.core.rooms.sweep();
  await house.core.database.write([
    sql("UPDATE doc_updates SET bytes = x'00' WHERE doc = ?", indexOf(damaged)),
  ]);
  expect(await ask(damaged)).toMatchObject({ ok: false, fault: { code: 'document_damaged' } });
  expect(await countOf(house, 'projects')).toBe(2);
});

test('a project whose documents have not arrived yet is copied by its name', async () => {
  const { house, anna } = await aStudio();
  const [empty, copy] = [aProjectId(), aProjectId()];
  await anna.mutate({ kind: 'project.create', project: empty, name: 'Пустой' });
  const made = await anna.mutate({
    kind: 'project.duplicate',
    project: copy,
    from: empty,
    name: 'Пустой, копия',
  });
  expect(made).toMatchObject({ ok: true });
  expect(await committed(house, copy, (doc) => readMeta(doc).name)).toBe('Пустой, копия');
});

test('the covers of a project are its first shots in order, without those in the trash', async () => {
  const { house, anna } = await aStudio();
  const project = await anna.aProject(
    'Обложки',
    ['А', 'Б', 'В', 'Г', 'Д', 'Е'].map((letter) => `Шот ${letter}`),
  );
  const coversOf = async () =>
    (await anna.projects())
      .find(({ id }: { id: string }) => id === project)
      .covers.map(({ title }: { title: string }) => title);
  expect(await coversOf()).toEqual(['Шот А', 'Шот Б', 'Шот В', 'Шот Г']);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, await house.core.rooms.use(indexOf(project), (room) => room.encodedState()));
  const before = Y.encodeStateVector(doc);
  const maps = doc.getMap('shots');
  const idOf = (title: string) => listShots(doc).find((shot) => shot.title === title)?.id ?? '';
  const entryOf = (title: string): Y.Map<unknown> => {
    const entry = maps.get(idOf(title));
    if (!(entry instanceof Y.Map)) throw new Error(title);
    return entry;
  };
  entryOf('Шот Б').set('deletedAt', 1);
  entryOf('Шот В').set('headliner', 'sha');
  entryOf('Шот А').set('title', '😀'.repeat(400));
  addShots(doc, [{ id: ShotId.parse(aUlid()), title: 'Самый первый' }], { at: 0, randomBit: () => true });
  renameProject(doc, 'Другое имя');
  await anna.push(indexOf(project), Y.encodeStateAsUpdate(doc, before));
  expect(await coversOf()).toEqual(['Самый первый', '😀'.repeat(60), 'Шот В', 'Шот Г']);
  const record = (await anna.projects()).find(({ id }: { id: string }) => id === project);
  expect(record).toMatchObject({ name: 'Другое имя', shots: 6, covers: [{}, {}, { headliner: 'sha' }, {}] });
});

test('a project that is too large for one transaction is refused as a whole', async () => {
  const { house, anna, project } = await aStudio();
  const made = { project: aProjectId(), name: 'Копия', user: anna.id, nowMs: 1, from: project };
  const { byteLength } = await house.core.rooms.use(indexOf(project), (room) => room.encodedState());
  expect((await duplicateStatements(house.core, made, byteLength)).ok).toBe(true);
  expect(await duplicateStatements(house.core, made, byteLength - 1)).toEqual({
    ok: false,
    fault: { code: 'too_large', limitBytes: byteLength - 1 },
  });
});

test('many copies asked for at once are made one after the other, each whole', async () => {
  const { house, anna, project } = await aStudio();
  const copies = Array.from({ length: 10 }, aProjectId);
  const results = await Promise.all(
    copies.map((copy) =>
      anna.mutate({ kind: 'project.duplicate', project: copy, from: project, name: 'Копия' }),
    ),
  );
  expect(results.every(({ ok }) => ok)).toBe(true);
  for (const copy of copies) expect(await house.titlesOf(copy)).toEqual(['Рассвет', 'Полдень']);
});
