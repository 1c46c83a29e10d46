import { connect } from 'node:net';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { addShots, listShots } from '#shared/documents/index-doc.ts';
import { ProjectId, ShotId } from '#shared/ids.ts';
import { CLOSE } from '#shared/sync/close-codes.ts';
import { encodeSync, MESSAGE, SYNC } from '#shared/sync/wire.ts';
import { createUlid } from '#shared/ulid.ts';
import { aServer, until } from '../a-server.ts';

const randomBit = () => Math.random() < 0.5;

function aShot(title: string) {
  return {
    id: ShotId.parse(createUlid({ nowMs: Date.now, randomByte: () => Math.floor(Math.random() * 256) })),
    title,
  };
}

test('two stock y-websocket clients see each other edit, and HTTP shows the same', async () => {
  const server = await aServer();
  const { project, index } = await server.aProject();
  const one = server.stockClient(index);
  const two = server.stockClient(index);
  await until(() => one.provider.synced && two.provider.synced, 'sync');
  addShots(one.doc, [aShot('Порт'), aShot('Море')], { at: 0, randomBit });
  await until(() => listShots(two.doc).length === 2, 'the shots');
  const view = await (await server.get(`/api/projects/${project}/view`)).json();
  expect(view.shots.map((shot: { title: string }) => shot.title)).toEqual(['Порт', 'Море']);
  expect(view.name).toBe('Фильм');
  const { projects } = await (await server.get('/api/projects')).json();
  expect(projects).toMatchObject([{ id: project, name: 'Фильм', shots: 2, ready: 0, role: 'owner' }]);
});

test('presence is told to others and ends with its socket', async () => {
  const server = await aServer();
  const { index } = await server.aProject();
  const one = server.stockClient(index);
  const two = server.stockClient(index);
  await until(() => one.provider.synced && two.provider.synced, 'sync');
  one.provider.awareness.setLocalStateField('user', { name: 'Анна' });
  const seen = () =>
    [...two.provider.awareness.getStates().values()].some((state) => state.user?.name === 'Анна');
  await until(seen, 'presence');
  one.provider.destroy();
  await until(() => !seen(), 'the end of presence');
});

test('S1: a client that asks for acks gets one for every frame, a stock one gets none', async () => {
  const server = await aServer();
  const { index } = await server.aProject();
  const acks: { n: number; seq: number; epoch: string }[] = [];
  const asking = server.rawSocket(`/y/${index}?ack=1`);
  const silent = server.rawSocket(`/y/${index}`);
  await Promise.all([asking.opened, silent.opened]);
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let n = 0; n < 3; n++) addShots(doc, [aShot(`${n}`)], { at: n, randomBit });
  for (const update of [...updates, ...updates]) {
    asking.socket.send(encodeSync(SYNC.update, update));
    silent.socket.send(encodeSync(SYNC.update, update));
  }
  await until(() => {
    acks.splice(0);
    for (const frame of asking.received) {
      if (frame[0] === MESSAGE.ack) acks.push(JSON.parse(new TextDecoder().decode(frame.subarray(2))));
    }
    return acks.at(-1)?.n === 6;
  }, 'the acks');
  expect(acks.every((ack, n) => n === 0 || ack.n > (acks[n - 1]?.n ?? 0))).toBe(true);
  expect(new Set(acks.map((ack) => ack.epoch)).size).toBe(1);
  expect(silent.received.some((frame) => frame[0] === MESSAGE.ack)).toBe(false);
});

test('S8: strangers, foreign pages and unknown documents are told so by a permanent close', async () => {
  const server = await aServer();
  const { index } = await server.aProject();
  const closeOf = async (path: string, headers: Record<string, string> = {}) =>
    (await server.rawSocket(path, headers).closed).code;
  expect(await closeOf(`/y/${index}`, { cookie: '' })).toBe(CLOSE.notSignedIn);
  expect(await closeOf('/y/p:nonsense')).toBe(CLOSE.notFound);
  const other = ProjectId.parse('01ARZ3NDEKTSV4RRFFQ69G5FAV');
  expect(await closeOf(`/y/p:${other}`)).toBe(CLOSE.notFound);
  expect(await closeOf('/y/%E0%A4%A')).toBe(CLOSE.notFound);
  await expect(server.rawSocket(`/y/${index}`, { origin: 'https://evil.example' }).opened).rejects.toThrow(
    '403',
  );
  await expect(server.rawSocket('/elsewhere').opened).rejects.toThrow('404');
});

test('S8: a request line that is no address is refused, and the server goes on', async () => {
  const server = await aServer();
  const { port } = new URL(server.url);
  for (const target of ['//', 'http://[', '*', '/y/', '/y/%', 'y', '///y/p:x', '?', '/y/p:x?%']) {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `GET ${target} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
            'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
        );
      });
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(answer, target).toMatch(/^HTTP\/1\.1 (404|400|101) /);
  }
  expect((await server.get('/healthz')).status).toBe(200);
});

test('S8: what one person made is never taken as the work of another who signed in on that browser', async () => {
  const server = await aServer();
  const { project, index } = await server.aProject();
  const somebodyElse = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
  const headers = { cookie: server.cookie, 'x-raskadr-user': somebodyElse };
  for (const path of ['/api/feed', `/api/projects/${project}/pull`, `/api/docs/${index}/state`]) {
    expect((await fetch(`${server.url}${path}`, { headers })).status).toBe(401);
  }
  const me = await (await server.get('/api/me')).json();
  expect((await server.rawSocket(`/y/${index}?user=${somebodyElse}`).closed).code).toBe(CLOSE.notSignedIn);
  await server.rawSocket(`/y/${index}?user=${me.id}`).opened;
});

test('S8: signing out closes the sockets of that session at once and for good', async () => {
  const server = await aServer();
  const { index } = await server.aProject();
  const socket = server.rawSocket(`/y/${index}`);
  await socket.opened;
  await until(() => socket.received.length > 0, 'the handshake');
  await server.post('/api/auth/logout', {});
  expect(await socket.closed).toEqual({ code: CLOSE.notSignedIn, reason: 'not_signed_in' });
});

test('a new project announces itself on the open index socket of its people', async () => {
  const server = await aServer();
  const { index } = await server.aProject();
  const socket = server.rawSocket(`/y/${index}?ack=1`);
  await socket.opened;
  await until(() => socket.received.length > 0, 'the handshake');
  await server.aProject('Второй');
  const bell = () => socket.received.find((frame) => frame[0] === MESSAGE.records);
  await until(() => bell() !== undefined, 'the bell');
  const { seq } = JSON.parse(new TextDecoder().decode(bell()?.subarray(2)));
  const feed = await (await server.get('/api/feed')).json();
  expect(feed).toMatchObject({ seq, more: false });
  expect(feed.rows.map((row: { value: { name: string } }) => row.value.name)).toEqual(['Фильм', 'Второй']);
});
