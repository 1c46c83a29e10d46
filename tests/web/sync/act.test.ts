import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createApi } from '#lib/sync/api.ts';
import type { SocketLike } from '#lib/sync/counting-socket.ts';
import { createEngine, type EnginePorts } from '#lib/sync/create-engine.ts';
import type { SyncEngine } from '#lib/sync/engine.ts';
import { Leader } from '#lib/sync/leader.ts';
import type { LocalStore } from '#lib/sync/local-store.ts';
import { createMemoryDisk, createMemoryStore } from '#lib/sync/memory-store.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { addTake, draftOf, listTakes } from '#shared/documents/shot-doc.ts';
import { DeviceId, MutationId, ProjectId, ShotId } from '#shared/ids.ts';
import { aLaunch } from './a-launch.ts';

const ID = '01JXT22F1SEB16182Y36SZ9G6';
const PROJECT = ProjectId.parse(`${ID}Y`);
const TRASH = { id: MutationId.parse(`${ID}B`), kind: 'project.trash', project: PROJECT } as const;
const SHOT = docNameOf({ kind: 'shot', project: PROJECT, shot: ShotId.parse(`${ID}X`) });
const TAKE = { id: `${ID}A`, prompt: `${ID}A`, job: null, createdAt: 1 };

function anEngine(store: LocalStore, ports: Partial<EnginePorts> = {}) {
  return createEngine({
    store,
    api: createApi(() => Promise.reject(new TypeError('no server'))),
    tabs: { post: () => {}, listen: () => () => {}, lock: async () => undefined, close: () => {} },
    baseUrl: 'ws://nowhere/y',
    openSocket: () => ({
      readyState: 0,
      binaryType: 'arraybuffer',
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: () => {},
      close: () => {},
    }),
    device: DeviceId.parse(`${ID}D`),
    loadLeader: async () => (ports) => new Leader(ports),
    newMutationId: () => MutationId.parse(`${ID}M`),
    createDoc: () => new Y.Doc(),
    onAwake: () => () => {},
    ...ports,
  });
}

test('C10: an act reaches the open document and the outbox together', async () => {
  const disk = createMemoryDisk();
  const engine = anEngine(createMemoryStore(disk));
  const open = engine.open(SHOT);
  await open.loaded;
  draftOf(open.doc).insert(0, 'крыша');
  await engine.act({ edits: [{ doc: SHOT, edit: (doc) => addTake(doc, TAKE) }], mutations: [TRASH] });
  await expect.poll(() => listTakes(open.doc).length).toBe(1);
  expect(draftOf(open.doc).toString()).toBe('крыша');
  await engine.close();

  const later = anEngine(createMemoryStore(disk));
  const copy = await later.localCopy(SHOT);
  expect([listTakes(copy).length, draftOf(copy).toString(), disk.outbox.size]).toEqual([1, 'крыша', 1]);
  await later.close();
});

test('C10: an act that the device refuses is nowhere: not in the document, not in the outbox', async () => {
  const disk = createMemoryDisk();
  const store = createMemoryStore(disk);
  const engine = anEngine({ ...store, commit: () => Promise.reject(new Error('the disk is full')) });
  const open = engine.open(SHOT);
  await open.loaded;
  const act = engine.act({ edits: [{ doc: SHOT, edit: (doc) => addTake(doc, TAKE) }], mutations: [TRASH] });
  await expect(act).rejects.toThrow('full');
  expect([listTakes(open.doc), disk.outbox.size, disk.rows.size]).toEqual([[], 0, 0]);
  await engine.close();
});

test('C10: an act on a document that no page has open stands in its log', async () => {
  const engine = anEngine(createMemoryStore());
  await engine.act({ edits: [{ doc: SHOT, edit: (doc) => addTake(doc, TAKE) }], mutations: [] });
  expect(listTakes(await engine.localCopy(SHOT))).toHaveLength(1);
  await engine.close();
});

function aSocket(): SocketLike {
  const handlers = { onopen: null, onmessage: null, onclose: null, onerror: null };
  return { readyState: 1, binaryType: 'arraybuffer', ...handlers, send: () => {}, close: () => {} };
}

/** Whether a launch that is made now needs a word of its author. */
async function isHeldNow(engine: SyncEngine, disk: ReturnType<typeof createMemoryDisk>): Promise<boolean> {
  disk.outbox.clear();
  await engine.act({ edits: [], mutations: [aLaunch(MutationId.parse(`${ID}B`))] });
  return [...disk.outbox.values()].some(({ consent }) => consent === 'needed');
}

test('C11: a launch needs a word after a request in vain, and none as soon as a socket is open again', async () => {
  const disk = createMemoryDisk();
  const sockets: SocketLike[] = [];
  const openSocket = () => sockets[sockets.push(aSocket()) - 1] ?? aSocket();
  const engine = anEngine(createMemoryStore(disk), { openSocket });
  engine.open(SHOT);
  await expect.poll(() => sockets.length).toBe(1);
  expect(await isHeldNow(engine, disk)).toBe(true);
  sockets[0]?.onopen?.(new Event('open'));
  expect(await isHeldNow(engine, disk)).toBe(false);
  await engine.close();
});

test('C11: a launch needs a word as soon as the device has no net, before any request has failed', async () => {
  const disk = createMemoryDisk();
  let isGone = false;
  const engine = anEngine(createMemoryStore(disk), { isNetGone: () => isGone });
  expect(await isHeldNow(engine, disk)).toBe(false);
  isGone = true;
  expect(await isHeldNow(engine, disk)).toBe(true);
  await engine.close();
});
