import { expect, test } from 'vitest';
import { aHouse, faultOf } from '../a-house.ts';

async function aStudio() {
  const house = await aHouse();
  const root = await house.person('root', 'admin');
  const anna = await house.person('anna');
  const boris = await house.person('boris');
  const project = await anna.aProject('Фильм');
  const disable = (id: string, disabled: boolean) =>
    root.ask('PATCH', `/api/users/${id}`, { json: { disabled } });
  const unowned = async () => (await (await root.ask('GET', '/api/projects/unowned')).json()).projects;
  return { house, root, anna, boris, project, disable, unowned };
}

test('a project is taken over when its only owner was disabled, and its people stay', async () => {
  const { root, anna, boris, project, disable, unowned } = await aStudio();
  await anna.setMember(project, 'boris', 'editor');
  expect(await unowned()).toEqual([]);
  await disable(anna.id, true);
  expect(await unowned()).toEqual([
    { id: project, name: 'Фильм', shots: 2, isTrashed: false, owners: ['anna'] },
  ]);
  expect((await root.ask('POST', `/api/projects/${project}/take-over`)).status).toBe(204);
  expect(await unowned()).toEqual([]);
  expect(await root.feedValue(project)).toMatchObject({ role: 'owner', name: 'Фильм' });
  const members = await root.setMember(project, 'boris', 'owner');
  expect(await members.json()).toMatchObject({
    members: [
      { login: 'anna', role: 'owner' },
      { login: 'boris', role: 'owner' },
      { login: 'root', role: 'owner' },
    ],
  });
  expect(await boris.projects()).toMatchObject([{ id: project, role: 'owner' }]);
});

test('an editor who is admin becomes the owner of what nobody else can manage', async () => {
  const { root, anna, project, disable } = await aStudio();
  await anna.setMember(project, 'root', 'viewer');
  expect(await faultOf(await root.ask('POST', `/api/projects/${project}/take-over`))).toBe(
    'project_not_found',
  );
  await disable(anna.id, true);
  await root.ask('POST', `/api/projects/${project}/take-over`);
  expect(await root.projects()).toMatchObject([{ id: project, role: 'owner' }]);
});

test('one owner who can sign in is enough, and a returned one ends the offer', async () => {
  const { root, anna, boris, project, disable, unowned } = await aStudio();
  await anna.setMember(project, 'boris', 'owner');
  await disable(anna.id, true);
  expect(await unowned()).toEqual([]);
  await disable(boris.id, true);
  expect(await unowned()).toMatchObject([{ id: project, owners: ['anna', 'boris'] }]);
  await disable(anna.id, false);
  expect(await unowned()).toEqual([]);
  expect(await faultOf(await root.ask('POST', `/api/projects/${project}/take-over`))).toBe(
    'project_not_found',
  );
  expect(await root.projects()).toEqual([]);
});

test('two admins take a project over at once and one of them gets it', async () => {
  const { house, root, anna, project, disable } = await aStudio();
  const second = await house.person('second', 'admin');
  await disable(anna.id, true);
  const answers = await Promise.all(
    [root, second].map((admin) => admin.ask('POST', `/api/projects/${project}/take-over`)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 404]);
});
