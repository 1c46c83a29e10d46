import { expect, test } from 'vitest';
import type { Api } from '#lib/sync/api.ts';
import { createMemoryStore } from '#lib/sync/memory-store.ts';
import { flushOutbox } from '#lib/sync/outbox.ts';
import { sendEverythingAnew } from '#lib/sync/send-anew.ts';
import { MutationId, ProjectId } from '#shared/ids.ts';
import { ok } from '#shared/result.ts';

const PROJECT = ProjectId.parse('01JXT22F1SEB16182Y36SZ9G6Y');
const FIRST = MutationId.parse('01JXT22F1S93SA3ZWZ9Y4BWBK2');
const SECOND = MutationId.parse('01JXT22F1S93SA3ZWZ9Y4BWBK3');

test('C8: a project that the server took is announced again to a server set back at once, even without a document', async () => {
  const store = createMemoryStore();
  await store.addMutation({ id: FIRST, kind: 'project.create', project: PROJECT, name: 'Фильм' }, 0);
  const mutate: Api['mutate'] = async (mutations) =>
    ok({ epoch: 'first', results: mutations.map(({ id }) => ({ id, ok: true })) });
  // Of the whole client only this is called.
  await flushOutbox(store, { mutate } as Api);
  expect(await store.listMutations()).toEqual([]);

  await sendEverythingAnew(store, [], () => SECOND);
  expect((await store.listMutations()).map(({ mutation }) => mutation)).toEqual([
    { id: SECOND, kind: 'project.create', project: PROJECT, name: 'Фильм' },
  ]);
});

test('C8: a co-owner without content does not announce a project that another made', async () => {
  const store = createMemoryStore();
  const record = { id: PROJECT, name: 'Фильм', role: 'owner', shots: 3, ready: 0, createdAt: 5, editedAt: 5 };
  const row = { seq: 1, kind: 'project', id: PROJECT, value: record };
  await store.applyFeed('user', [row], { epoch: 'first', seq: 1 });
  await sendEverythingAnew(store, [], () => SECOND);
  expect(await store.listMutations()).toEqual([]);
});
