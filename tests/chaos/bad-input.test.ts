import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { FRAME_MAX_BYTES, UPDATE_MAX_BYTES } from '#shared/documents/limits.ts';
import { encodeAwareness, encodeSync, SYNC } from '#shared/sync/wire.ts';
import { type Closing, Person } from './person.ts';
import { Studio } from './studio.ts';

const MEGABYTE = 1024 * 1024;

let studio: Studio;
beforeAll(async () => {
  studio = await Studio.create();
});
afterAll(() => studio[Symbol.asyncDispose]());

/** Sends what comes after the handshake of the socket and waits how it ends. */
async function endOf(send: (socket: WebSocket) => void, name = studio.index): Promise<Closing> {
  const socket = new WebSocket(`${studio.server.url.replace('http', 'ws')}/y/${name}?ack=1`, {
    headers: { cookie: studio.cookie },
    perMessageDeflate: false,
  });
  socket.on('error', () => {});
  socket.on('open', () => send(socket));
  return new Promise((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
}

function rssBytes(): number {
  const status = readFileSync(`/proc/${studio.server.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

function largeUpdate(bytes: number): Uint8Array {
  const doc = new Y.Doc();
  doc.getMap('future').set('a', new Uint8Array(bytes));
  return Y.encodeStateAsUpdate(doc);
}

test.each<[string, (socket: WebSocket) => void, number]>([
  ['a text frame', (socket) => socket.send('привет'), 4400],
  ['an empty frame', (socket) => socket.send(new Uint8Array()), 4400],
  ['a frame that ends in the middle', (socket) => socket.send(Uint8Array.of(0, 2, 100, 1)), 4400],
  ['bytes after the end of a frame', (socket) => socket.send(Uint8Array.of(0, 2, 2, 0, 0, 9)), 4400],
  ['a state vector of garbage', (socket) => socket.send(encodeSync(SYNC.step1, Uint8Array.of(255, 1))), 4400],
  ['an update of garbage', (socket) => socket.send(encodeSync(SYNC.update, Uint8Array.of(1, 2, 3))), 4422],
  ['awareness of garbage', (socket) => socket.send(encodeAwareness(Uint8Array.of(9, 9, 9))), 4400],
  ['awareness of 20 KB', (socket) => socket.send(encodeAwareness(new Uint8Array(20_000))), 4413],
  [
    'an update of more than 1 MiB',
    (socket) => socket.send(encodeSync(SYNC.update, largeUpdate(UPDATE_MAX_BYTES))),
    4413,
  ],
  ['a frame above the limit', (socket) => socket.send(new Uint8Array(FRAME_MAX_BYTES + 2000)), 1009],
])('S2: %s closes its socket and nobody else’s', async (_what, send, code) => {
  const honest = await Person.join(studio, studio.index);
  const before = await studio.read(studio.index);
  expect((await endOf(send)).code).toBe(code);
  const after = await studio.read(studio.index);
  expect(after.bytes).toEqual(before.bytes);
  expect(honest.isOpen).toBe(true);
  honest.terminate();
});

test('message types of a newer client are passed over', async () => {
  const person = await Person.join(studio, studio.index);
  for (const type of [2, 7, 99, 101]) person.socket.send(Uint8Array.of(type, 1, 2, 3));
  person.socket.send(Uint8Array.of(0, 77, 1, 0));
  person.edit();
  await expect.poll(() => person.unacked).toBe(0);
  person.terminate();
});

test('S6: a frame of 100 MB is cut off at the limit and costs no memory', async () => {
  const before = rssBytes();
  expect((await endOf((socket) => socket.send(Buffer.alloc(100 * MEGABYTE)))).code).toBe(1009);
  expect(rssBytes() - before).toBeLessThan(40 * MEGABYTE);
});

test('S5: a clock that says the year 2100 or the distant past changes nothing of what is kept', async () => {
  const person = await Person.join(studio, studio.index);
  for (const nowMs of [4_102_444_800_000, -1, 0, Number.MAX_SAFE_INTEGER]) {
    person.edit();
    person.doc.getMap('future').set('at', nowMs);
    const [shot] = person.doc.getMap('shots').values();
    if (shot instanceof Y.Map) shot.set('deletedAt', nowMs);
  }
  await expect.poll(() => person.unacked).toBe(0);
  const { doc } = await studio.read(studio.index);
  expect(doc.getMap('future').get('at')).toBe(Number.MAX_SAFE_INTEGER);
  person.terminate();
});

test('documents that do not exist or belong to nobody are refused with a permanent code', async () => {
  for (const name of ['p:nonsense', '', '%2e%2e%2fetc', '%00', '%', 'p:01ARZ3NDEKTSV4RRFFQ69G5FAV'])
    expect((await endOf(() => {}, name as typeof studio.index)).code).toBe(4404);
});
