import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { initIndexDoc } from '#shared/documents/index-doc.ts';
import type { ProjectId } from '#shared/ids.ts';
import { aHouse, aProjectId, faultOf, type House, indexOf, type Person } from '../a-house.ts';

const PATH = '/api/projects/import/targets';

async function storyboardOf(house: House, project: ProjectId): Promise<Uint8Array> {
  return await house.core.rooms.use(indexOf(project), (room) => room.encodedState());
}

async function targetsOf(person: Person, bytes: Uint8Array) {
  return (await (await person.ask('POST', PATH, { bytes })).json()).projects;
}

test('A6: only copies of the file’s project that one may write to are offered, each with its owners', async () => {
  const house = await aHouse();
  const anna = await house.person('anna');
  const boris = await house.person('boris');
  const film = await anna.aProject('Фильм');
  await anna.aProject('Фильм');
  const copy = aProjectId();
  await anna.mutate({ kind: 'project.duplicate', project: copy, from: film, name: 'Фильм' });
  const file = await storyboardOf(house, film);

  const offered = await targetsOf(anna, file);
  expect(offered).toHaveLength(2);
  expect(offered).toEqual(
    expect.arrayContaining([
      { id: film, owners: ['anna'] },
      { id: copy, owners: ['anna'] },
    ]),
  );
  expect(await targetsOf(boris, file)).toEqual([]);
  await anna.setMember(film, 'boris', 'viewer');
  expect(await targetsOf(boris, file)).toEqual([]);
  await anna.setMember(film, 'boris', 'editor');
  expect(await targetsOf(boris, file)).toEqual([{ id: film, owners: ['anna'] }]);
  await anna.mutate({ kind: 'project.trash', project: film });
  expect(await targetsOf(boris, file)).toEqual([]);
});

test('A6: a storyboard from elsewhere, or one that nobody wrote to, has no place to be merged with', async () => {
  const house = await aHouse();
  const anna = await house.person('anna');
  await anna.aProject('Фильм');
  const foreign = new Y.Doc();
  initIndexDoc(foreign, 'Фильм');
  expect(await targetsOf(anna, Y.encodeStateAsUpdate(foreign))).toEqual([]);
  expect(await targetsOf(anna, Y.encodeStateAsUpdate(new Y.Doc()))).toEqual([]);
});

test('A3: what is no storyboard, or too long for one, is refused', async () => {
  const house = await aHouse();
  const anna = await house.person('anna');
  expect(await faultOf(await anna.ask('POST', PATH, { bytes: new TextEncoder().encode('привет') }))).toBe(
    'archive_broken',
  );
  const long = new Uint8Array(4 * 1024 * 1024 + 1);
  expect(await faultOf(await anna.ask('POST', PATH, { bytes: long }))).toBe('too_large');
});
