import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createApi } from '#lib/sync/api.ts';
import { createEngine } from '#lib/sync/create-engine.ts';
import type { LocalStore } from '#lib/sync/local-store.ts';
import { createMemoryDisk, createMemoryStore } from '#lib/sync/memory-store.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { addTake, draftOf, listTakes } from '#shared/documents/shot-doc.ts';
import { DeviceId, MutationId, ProjectId, ShotId } from '#shared/ids.ts';

const ID = '01JXT22F1SEB16182Y36SZ9G6';
const PROJECT = ProjectId.parse(`${ID}Y`);
const TRASH = { id: MutationId.parse(`${ID}B`), kind: 'project.trash', project: PROJECT } as const;
const SHOT = docNameOf({ kind: 'shot', project: PROJECT, shot: ShotId.parse(`${ID}X`) });
const TAKE = { id: `${ID}A`, prompt: `${ID}A`, job: null, createdAt: 1 };

function anEngine(store: LocalStore) {
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
    newMutationId: () => MutationId.parse(`${ID}M`),
    createDoc: () => new Y.Doc(),
    onAwake: () => () => {},
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
