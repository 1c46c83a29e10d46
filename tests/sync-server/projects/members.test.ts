import { expect, test } from 'vitest';
import { encodeSync, SYNC } from '#shared/sync/wire.ts';
import { aHouse, anAddedShot, aPush, faultOf, indexOf } from '../a-house.ts';
import { until } from '../a-server.ts';

async function aStudio() {
  const house = await aHouse();
  const anna = await house.person('anna');
  const boris = await house.person('boris');
  const vera = await house.person('vera');
  const project = await anna.aProject('Фильм');
  return { house, anna, boris, vera, project };
}

test('an owner adds people by login and each sees the project with the role they were given', async () => {
  const { anna, boris, project } = await aStudio();
  const added = await anna.setMember(project, ' BORIS ', 'viewer');
  expect(added.status).toBe(200);
  expect(await added.json()).toEqual({
    members: [
      { user: anna.id, login: 'anna', role: 'owner' },
      { user: boris.id, login: 'boris', role: 'viewer' },
    ],
  });
  expect(await boris.projects()).toMatchObject([{ id: project, role: 'viewer', name: 'Фильм', shots: 2 }]);
  await anna.setMember(project, 'boris', 'editor');
  expect(await boris.feedValue(project)).toMatchObject({ role: 'editor' });
  expect(await (await boris.ask('GET', `/api/projects/${project}/members`)).json()).toMatchObject({
    members: [{ login: 'anna' }, { login: 'boris' }],
  });
});

test('a removed member gets an empty record and finds no project any more', async () => {
  const { anna, boris, project } = await aStudio();
  await anna.setMember(project, 'boris', 'editor');
  const removed = await anna.removeMember(project, 'boris');
  expect(await removed.json()).toMatchObject({ members: [{ login: 'anna' }] });
  expect(await boris.feedValue(project)).toBeNull();
  expect(await boris.projects()).toEqual([]);
  expect(await faultOf(await boris.addShot(project, 'Ночь'))).toBe('project_not_found');
  expect(await faultOf(await boris.ask('GET', `/api/projects/${project}/members`))).toBe('project_not_found');
});

test('only an owner changes members, but anybody may leave', async () => {
  const { anna, boris, vera, project } = await aStudio();
  await anna.setMember(project, 'boris', 'editor');
  await anna.setMember(project, 'vera', 'viewer');
  expect(await faultOf(await boris.setMember(project, 'boris', 'owner'))).toBe('forbidden');
  expect(await faultOf(await boris.removeMember(project, 'vera'))).toBe('forbidden');
  expect(await faultOf(await vera.removeMember(project, 'nobody'))).toBe('forbidden');
  const left = await vera.removeMember(project, 'vera');
  expect(left.status).toBe(200);
  expect(await left.json()).toEqual({ members: [] });
  expect(await vera.projects()).toEqual([]);
});

test('the last owner stays, however many requests come at once', async () => {
  const { anna, boris, project } = await aStudio();
  expect(await faultOf(await anna.removeMember(project, 'anna'))).toBe('last_owner');
  expect(await faultOf(await anna.setMember(project, 'anna', 'viewer'))).toBe('last_owner');
  await anna.setMember(project, 'boris', 'owner');
  const answers = await Promise.all([
    anna.setMember(project, 'boris', 'viewer'),
    boris.setMember(project, 'anna', 'viewer'),
    anna.removeMember(project, 'anna'),
    boris.removeMember(project, 'boris'),
  ]);
  expect(answers.map(({ status }) => status).every((status) => [200, 403, 404, 409].includes(status))).toBe(
    true,
  );
  const owners = [...(await anna.projects()), ...(await boris.projects())].filter(
    ({ role }) => role === 'owner',
  );
  expect(owners).toHaveLength(1);
});

test('an unknown login, a disabled one and a stranger to the project are told as such', async () => {
  const { house, anna, boris, vera, project } = await aStudio();
  const admin = await house.person('root', 'admin');
  await admin.ask('PATCH', `/api/users/${vera.id}`, { json: { disabled: true } });
  expect(await (await anna.setMember(project, 'нет-такого', 'viewer')).json()).toMatchObject({
    fault: { code: 'user_not_found', login: 'нет-такого' },
    message: expect.stringContaining('«нет-такого»'),
  });
  expect(await faultOf(await anna.setMember(project, 'vera', 'viewer'))).toBe('user_not_found');
  expect(await faultOf(await anna.removeMember(project, 'boris'))).toBe('user_not_found');
  expect(await faultOf(await boris.setMember(project, 'boris', 'owner'))).toBe('project_not_found');
  expect(await faultOf(await admin.setMember(project, 'root', 'owner'))).toBe('project_not_found');
});

test.for([
  [{ login: 'boris', role: 'king' }],
  [{ login: 'a b', role: 'viewer' }],
  [{ login: 'x'.repeat(300), role: 'viewer' }],
  [{ login: '<b>', role: 'viewer' }],
  [['boris']],
  [{}],
])('a member given as %j is refused as bad input', async ([json]) => {
  const { anna, project } = await aStudio();
  const answer = await anna.ask('POST', `/api/projects/${project}/members`, { json });
  expect(answer.status).toBe(400);
  expect(await faultOf(answer)).toBe('bad_input');
});

test('S8: a demoted editor is sent away to come back as a viewer, and his late edit is refused', async () => {
  const { house, anna, boris, project } = await aStudio();
  const base = await house.sockets();
  await anna.setMember(project, 'boris', 'editor');
  const socket = boris.socket(base, indexOf(project));
  await socket.opened;
  await anna.setMember(project, 'boris', 'viewer');
  expect(await socket.closed).toEqual({ code: 1013, reason: 'role_changed' });

  const again = boris.socket(base, indexOf(project));
  await again.opened;
  again.socket.send(encodeSync(SYNC.update, await anAddedShot(house, project, 'Поздняя правка')));
  expect(await again.closed).toEqual({ code: 4403, reason: 'forbidden' });
  expect(await faultOf(await boris.addShot(project, 'Поздняя правка'))).toBe('forbidden');
  expect(await house.titlesOf(project)).toEqual(['Рассвет', 'Полдень']);
});

test('S8: edits that were on their way while their author lost his right are refused', async () => {
  const { house, anna, boris, project } = await aStudio();
  await anna.setMember(project, 'boris', 'editor');
  const body = aPush(await anAddedShot(house, project, 'Поздняя правка'));
  const pipe = new TransformStream<Uint8Array, Uint8Array>();
  const writer = pipe.writable.getWriter();
  const answer = house.app.request(`/api/docs/${indexOf(project)}/push`, {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(body.byteLength),
      cookie: boris.cookie,
    },
    body: pipe.readable,
    // Node asks for it with a stream; the type of the web does not know it.
    ...{ duplex: 'half' },
  });
  // Taken only when the route reads its body, so when it has looked at the rights for the first time.
  await writer.write(body.subarray(0, 10));
  await anna.removeMember(project, 'boris');
  await writer.write(body.subarray(10));
  await writer.close();
  expect(await faultOf(await answer)).toBe('project_not_found');
  expect(await house.titlesOf(project)).toEqual(['Рассвет', 'Полдень']);
});

test('S8: a removed member is sent away for good, a promoted one comes back as a writer', async () => {
  const { house, anna, boris, vera, project } = await aStudio();
  const base = await house.sockets();
  await anna.setMember(project, 'boris', 'editor');
  await anna.setMember(project, 'vera', 'viewer');
  const [removed, promoted, owner] = [boris, vera, anna].map((person) =>
    person.socket(base, indexOf(project)),
  );
  await Promise.all([removed?.opened, promoted?.opened, owner?.opened]);
  await anna.removeMember(project, 'boris');
  expect(await removed?.closed).toEqual({ code: 4404, reason: 'project_not_found' });
  await anna.setMember(project, 'vera', 'editor');
  expect(await promoted?.closed).toEqual({ code: 1013, reason: 'role_changed' });
  const again = vera.socket(base, indexOf(project));
  await again.opened;
  again.socket.send(encodeSync(SYNC.update, await anAddedShot(house, project, 'Ночь')));
  await until(() => again.received.some((frame) => frame[0] === 100), 'the ack');
  expect(await house.titlesOf(project)).toEqual(['Рассвет', 'Полдень', 'Ночь']);
  expect(owner?.socket.readyState).toBe(1);
});

test('whoever is added hears the bell on a socket of another project', async () => {
  const { house, anna, boris, project } = await aStudio();
  const base = await house.sockets();
  const own = await boris.aProject('Свой');
  const socket = boris.socket(base, indexOf(own));
  await socket.opened;
  await anna.setMember(project, 'boris', 'viewer');
  await until(() => socket.received.some((frame) => frame[0] === 101), 'the bell');
});
