import { expect, test } from 'vitest';
import { flushOutbox } from '#lib/sync/flush-outbox.ts';
import type { LocalStore } from '#lib/sync/local-store.ts';
import { createMemoryStore } from '#lib/sync/memory-store.ts';
import { waitingAssetMutations } from '#lib/sync/outbox.ts';
import { findAssets } from '#lib/sync/record-cache.ts';
import { RecordWatch } from '#lib/sync/record-watch.ts';
import type { AssetMutation } from '#shared/assets/asset-mutations.ts';
import { MutationId, ProjectId, ShotId } from '#shared/ids.ts';
import { ok } from '#shared/result.ts';

const ID = '01JXT22F1SEB16182Y36SZ9G6';
const PROJECT = ProjectId.parse(`${ID}Y`);
const [HERE, THERE] = [ShotId.parse(`${ID}A`), ShotId.parse(`${ID}B`)];
const [ASSET, COPY] = [`${ID}C`, `${ID}D`];
const FEED = `p:${PROJECT}`;
const MOVE: AssetMutation = {
  id: MutationId.parse(`${ID}M`),
  kind: 'asset.move',
  project: PROJECT,
  assets: [ASSET],
  to: THERE,
};
const DUPLICATE: AssetMutation = {
  id: MutationId.parse(`${ID}N`),
  kind: 'asset.copy',
  project: PROJECT,
  copies: [{ from: ASSET, id: COPY, shot: THERE }],
};

function record(id: string, shot: ShotId) {
  return {
    ...{ id, shot, project: PROJECT, sha256: 'a'.repeat(64), kind: 'image', type: 'image/png', sizeBytes: 1 },
    ...{ width: 1, height: 1, durationMs: null, take: null, prompt: null, job: null, model: null },
    ...{ position: 0, createdAt: 1, renditions: [], name: null, by: null },
  };
}

/** A device that knows one asset, and a page of it. */
async function aPage() {
  const store = createMemoryStore();
  await store.applyFeed(FEED, [{ seq: 1, kind: 'asset', id: ASSET, value: record(ASSET, HERE) }], {
    epoch: 'e',
    seq: 1,
  });
  const watch = new RecordWatch(store, () => {});
  const seen: string[] = [];
  watch.watch(PROJECT, ({ assets }) => {
    const text = [...assets.values()].map(({ id, shot }) => `${id.at(-1)} in ${shot.at(-1)}`).join();
    if (seen.at(-1) !== text) seen.push(text);
  });
  const outboxChanged = async () => watch.outboxChanged(await store.listMutations());
  await expect.poll(() => seen).toEqual(['C in A']);
  return { store, watch, seen, outboxChanged };
}

const answering = (isOk: boolean) => ({
  mutate: async (mutations: { id: string }[]) =>
    ok({
      epoch: 'e',
      results: mutations.map(({ id }) =>
        isOk ? { id, ok: true } : { id, ok: false, fault: { code: 'asset_not_found' as const } },
      ),
    }),
  feed: async () => ok({ epoch: 'e', seq: 0, more: false, rows: [] }),
});

test('V52: offline a page shows moved and copied assets at once, and never where they were once the server has answered', async () => {
  const { store, seen, outboxChanged } = await aPage();
  await store.addMutation(MOVE, 0);
  await outboxChanged();
  await expect.poll(() => seen.at(-1)).toBe('C in B');
  await store.addMutation(DUPLICATE, 0);
  await outboxChanged();
  await expect.poll(() => seen.at(-1)).toBe('C in B,D in B');
  const waiting = waitingAssetMutations(await store.listMutations(), PROJECT);
  const found = await findAssets(store, { project: PROJECT, ids: [COPY], waiting });
  expect(found).toMatchObject([{ id: COPY, shot: THERE }]);

  expect(await flushOutbox({ store, api: answering(true), nowMs: () => 0 })).toBe(2);
  await outboxChanged();
  expect(await store.listRecords(FEED, 'asset')).toHaveLength(2);
  // A later record is another one.
  await store.applyFeed(FEED, [{ seq: 2, kind: 'asset', id: COPY, value: null }], { epoch: 'e', seq: 2 });
  await outboxChanged();
  await expect.poll(() => seen).toEqual(['C in A', 'C in B', 'C in B,D in B']);
});

test('V52: what the server refuses stands where it was', async () => {
  const { store, seen, outboxChanged } = await aPage();
  await store.addMutation(MOVE, 0);
  await outboxChanged();
  await expect.poll(() => seen.at(-1)).toBe('C in B');
  await flushOutbox({ store, api: answering(false), nowMs: () => 0 });
  await outboxChanged();
  await expect.poll(() => seen.at(-1)).toBe('C in A');
});

test('V52: a tab that dies before the mutation has left the outbox says it again, to the same effect', async () => {
  const { store } = await aPage();
  await store.addMutation(MOVE, 0);
  const dying: LocalStore = { ...store, removeMutation: () => Promise.reject(new Error('killed')) };
  await expect(flushOutbox({ store: dying, api: answering(true), nowMs: () => 0 })).rejects.toThrow('killed');
  expect(await store.listMutations()).toHaveLength(1);
  await flushOutbox({ store, api: answering(true), nowMs: () => 0 });
  expect(await store.listMutations()).toEqual([]);
  expect(await store.listRecords(FEED, 'asset')).toMatchObject([{ id: ASSET, shot: THERE }]);
});
