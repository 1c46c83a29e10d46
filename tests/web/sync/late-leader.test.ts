import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { type Api, createApi } from '#lib/sync/api.ts';
import { createEngine, type EnginePorts } from '#lib/sync/create-engine.ts';
import { Leader } from '#lib/sync/leader.ts';
import { createMemoryDisk, createMemoryStore, type MemoryDisk } from '#lib/sync/memory-store.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { draftOf } from '#shared/documents/shot-doc.ts';
import { DeviceId, MutationId, ProjectId, ShotId } from '#shared/ids.ts';

const ID = '01JXT22F1SEB16182Y36SZ9G6';
const PROJECT = ProjectId.parse(`${ID}Y`);
const TRASH = { id: MutationId.parse(`${ID}B`), kind: 'project.trash', project: PROJECT } as const;
const SHOT = docNameOf({ kind: 'shot', project: PROJECT, shot: ShotId.parse(`${ID}X`) });
const now = async () => (ports: ConstructorParameters<typeof Leader>[0]) => new Leader(ports);
const never = () => new Promise<never>(() => {});

/** A tab whose sockets never open: whatever leaves the device leaves it by the leader. */
function aTab(disk: MemoryDisk, ports: Pick<EnginePorts, 'loadLeader'> & { api?: Api }) {
  return createEngine({
    store: createMemoryStore(disk),
    api: createApi(() => Promise.reject(new TypeError('no server'))),
    tabs: { post: () => {}, listen: () => () => {}, lock: (_name, work) => work(), close: () => {} },
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
    ...ports,
  });
}

test('C6: a tab that dies before its leader has come leaves edits and acts on the device, and the next one sends them', async () => {
  const disk = createMemoryDisk();
  const dying = aTab(disk, { loadLeader: never });
  const open = dying.open(SHOT);
  await open.loaded;
  draftOf(open.doc).insert(0, 'крыша');
  await dying.mutate(TRASH);
  await expect.poll(() => disk.rows.size).toBe(1);
  // Nothing of it is told to anybody: no close, no last word.

  const pushed: Uint8Array[] = [];
  const sent: string[] = [];
  const silent = createApi(() => Promise.reject(new TypeError('no answer')));
  const next = aTab(disk, {
    loadLeader: now,
    api: {
      ...silent,
      push: async (_doc, { rows }) => {
        pushed.push(...rows.map(({ update }) => update));
        return { ok: true, value: { epoch: 'one', seq: 1 } };
      },
      mutate: async (mutations) => {
        sent.push(...mutations.map(({ id }) => id));
        const results = mutations.map(({ id }) => ({ id, ok: true as const }));
        return { ok: true, value: { epoch: 'one', results } };
      },
    },
  });
  // The courier takes a row in the second round it sees it.
  await expect.poll(() => [sent.length, pushed.length], { timeout: 8000 }).toEqual([1, 1]);
  const there = new Y.Doc();
  for (const update of pushed) Y.applyUpdate(there, update);
  expect(draftOf(there).toString()).toBe('крыша');
  await next.close();
  await dying.close();
});

test('C6: what was looked at before the leader came is not forgotten', async () => {
  let come = () => {};
  const late = new Promise<void>((resolve) => {
    come = resolve;
  });
  const asked: string[] = [];
  const silent = createApi(() => Promise.reject(new TypeError('no answer')));
  const tab = aTab(createMemoryDisk(), {
    loadLeader: async () => {
      await late;
      return (ports) => new Leader(ports);
    },
    api: {
      ...silent,
      feed: async () => ({ ok: true, value: { epoch: 'one', seq: 0, rows: [], more: false } }),
      projectFeed: async (project) => {
        asked.push(project);
        return { ok: true, value: { epoch: 'one', seq: 0, rows: [], more: false } };
      },
    },
  });
  tab.watchRecords(PROJECT, () => {});
  come();
  await expect.poll(() => asked).toContain(PROJECT);
  await tab.close();
});
