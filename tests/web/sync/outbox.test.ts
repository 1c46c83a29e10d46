import { expect, test } from 'vitest';
import type { Api } from '#lib/sync/api.ts';
import { flushOutbox } from '#lib/sync/flush-outbox.ts';
import type { LocalStore } from '#lib/sync/local-store.ts';
import { createMemoryStore } from '#lib/sync/memory-store.ts';
import { mergeProjects } from '#lib/sync/merge-projects.ts';
import { sendEverythingAnew } from '#lib/sync/send-anew.ts';
import { MutationId, ProjectId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';
import { fail, ok } from '#shared/result.ts';
import { aLaunch } from './a-launch.ts';

const PROJECT = ProjectId.parse('01JXT22F1SEB16182Y36SZ9G6Y');
const FIRST = MutationId.parse('01JXT22F1S93SA3ZWZ9Y4BWBK2');
const SECOND = MutationId.parse('01JXT22F1S93SA3ZWZ9Y4BWBK3');

const unused: Api['feed'] = async () => fail({ code: 'unreachable' });

test('C8: a project that the server took is announced again to a server set back at once, even without a document', async () => {
  const store = createMemoryStore();
  await store.addMutation({ id: FIRST, kind: 'project.create', project: PROJECT, name: 'Фильм' }, 0);
  const mutate: Api['mutate'] = async (mutations) =>
    ok({ epoch: 'first', results: mutations.map(({ id }) => ({ id, ok: true })) });
  await flushOutbox({ store, api: { mutate, feed: unused }, nowMs: () => 0 });
  expect(await store.listMutations()).toEqual([]);

  await sendEverythingAnew(store, [], () => SECOND);
  expect((await store.listMutations()).map(({ mutation }) => mutation)).toEqual([
    { id: SECOND, kind: 'project.create', project: PROJECT, name: 'Фильм' },
  ]);
});

test('what the server took stands in the records before it leaves the outbox: no list shows the state before', async () => {
  const store = createMemoryStore();
  const record = { id: PROJECT, name: 'Фильм', role: 'owner', shots: 3, ready: 0, createdAt: 5, editedAt: 5 };
  await store.applyFeed(
    'user',
    [{ seq: 1, kind: 'project', id: PROJECT, value: { ...record, trashedAt: null } }],
    {
      epoch: 'first',
      seq: 1,
    },
  );
  const shown: (number | null | undefined)[] = [];
  const looking: LocalStore = {
    ...store,
    removeMutation: async (id) => {
      await store.removeMutation(id);
      const [project] = mergeProjects(
        await store.listRecords('user', 'project'),
        await store.listMutations(),
      );
      shown.push(project?.trashedAt);
    },
  };
  await store.addMutation({ id: FIRST, kind: 'project.trash', project: PROJECT }, 77);
  await flushOutbox({ store: looking, api: aServer().api, nowMs: () => 0 });
  await store.addMutation({ id: SECOND, kind: 'project.restore', project: PROJECT }, 78);
  await flushOutbox({ store: looking, api: aServer().api, nowMs: () => 0 });
  expect(shown).toEqual([77, null]);
});

test('C8: a co-owner without content does not announce a project that another made', async () => {
  const store = createMemoryStore();
  const record = { id: PROJECT, name: 'Фильм', role: 'owner', shots: 3, ready: 0, createdAt: 5, editedAt: 5 };
  const row = { seq: 1, kind: 'project', id: PROJECT, value: record };
  await store.applyFeed('user', [row], { epoch: 'first', seq: 1 });
  await sendEverythingAnew(store, [], () => SECOND);
  expect(await store.listMutations()).toEqual([]);
});

/** A server that takes everything and remembers what it was sent. */
function aServer() {
  const state = { epoch: 'first', answers: true };
  const sent: string[] = [];
  const api: Pick<Api, 'mutate' | 'feed'> = {
    mutate: async (mutations) => {
      sent.push(...mutations.map(({ id }) => id));
      if (!state.answers) return fail({ code: 'unreachable' });
      return ok({ epoch: state.epoch, results: mutations.map(({ id }) => ({ id, ok: true })) });
    },
    feed: async () => ok({ epoch: state.epoch, seq: 1, more: false, rows: [] }),
  };
  return { state, sent, api };
}

async function aStore() {
  const store = createMemoryStore();
  await store.applyFeed('user', [], { epoch: 'first', seq: 1 });
  return store;
}

async function consents(store: LocalStore) {
  return (await store.listMutations()).map(({ consent }) => consent);
}

test('C11: a launch made without the net is not sent before its author says so', async () => {
  const [store, server] = [await aStore(), aServer()];
  await store.commit({ updates: [], mutations: [aLaunch(FIRST)], consent: 'needed', drops: [] }, 0);
  await flushOutbox({ store, api: server.api, nowMs: () => 0 });
  expect(server.sent).toEqual([]);

  await store.noteMutations([FIRST], { consent: 'given' });
  await flushOutbox({ store, api: server.api, nowMs: () => 0 });
  expect([server.sent, await store.listMutations()]).toEqual([[FIRST], []]);
});

test('C11: a launch that lay longer than a minute is asked about, other mutations are not', async () => {
  const [store, server] = [await aStore(), aServer()];
  await store.addMutation(aLaunch(FIRST), 0);
  await store.addMutation({ id: SECOND, kind: 'project.trash', project: PROJECT }, 0);
  await flushOutbox({ store, api: server.api, nowMs: () => 60_001 });
  expect([server.sent, await consents(store)]).toEqual([[SECOND], ['needed']]);
});

test('C11: a launch whose answer was lost goes again by itself, as the repeat that changes nothing', async () => {
  const [store, server] = [await aStore(), aServer()];
  await store.addMutation(aLaunch(FIRST), 0);
  server.state.answers = false;
  await flushOutbox({ store, api: server.api, nowMs: () => 0 });
  server.state.answers = true;
  await flushOutbox({ store, api: server.api, nowMs: () => 1000 });
  expect([server.sent, await store.listMutations()]).toEqual([[FIRST, FIRST], []]);
});

test('C12: a launch whose answer was lost is asked about when the server has been set back since', async () => {
  const [store, server] = [await aStore(), aServer()];
  await store.addMutation(aLaunch(FIRST), 0);
  server.state.answers = false;
  await flushOutbox({ store, api: server.api, nowMs: () => 0 });
  Object.assign(server.state, { answers: true, epoch: 'second' });
  await flushOutbox({ store, api: server.api, nowMs: () => 1000 });
  expect([server.sent, await consents(store)]).toEqual([[FIRST], ['needed']]);
});

test('C12: a launch whose answer was lost is asked about also when the feed hears of the new history first', async () => {
  const [store, server] = [await aStore(), aServer()];
  await store.addMutation(aLaunch(FIRST), 0);
  server.state.answers = false;
  await flushOutbox({ store, api: server.api, nowMs: () => 0 });
  Object.assign(server.state, { answers: true, epoch: 'second' });
  await sendEverythingAnew(store, [], () => SECOND);
  await store.applyFeed('user', [], { epoch: 'second', seq: 1 });
  await flushOutbox({ store, api: server.api, nowMs: () => 1000 });
  expect([server.sent, await consents(store)]).toEqual([[FIRST], ['needed']]);
});

test('C11: a clock that was put back does not make an old launch a new one', async () => {
  const [store, server] = [await aStore(), aServer()];
  const DAY_MS = 24 * 60 * 60_000;
  await store.addMutation(aLaunch(FIRST), DAY_MS);
  await flushOutbox({ store, api: server.api, nowMs: () => 1000 });
  expect([server.sent, await consents(store)]).toEqual([[], ['needed']]);
});

test('C11: a launch that another tab has given up meanwhile is not sent', async () => {
  const [store, server] = [await aStore(), aServer()];
  await store.addMutation(aLaunch(FIRST), 0);
  const noteMutations: LocalStore['noteMutations'] = async (ids, note) => {
    await store.removeMutation(FIRST);
    return store.noteMutations(ids, note);
  };
  await flushOutbox({ store: { ...store, noteMutations }, api: server.api, nowMs: () => 0 });
  expect(server.sent).toEqual([]);
});

test('long prompts go as many at a time as the server takes in', async () => {
  const [store, server] = [await aStore(), aServer()];
  const sizes: number[] = [];
  const mutate: Api['mutate'] = async (mutations) => {
    sizes.push(Buffer.byteLength(JSON.stringify(mutations)));
    return server.api.mutate(mutations);
  };
  for (let n = 10; n < 70; n++) {
    const launch = aLaunch(MutationId.parse(`01JXT22F1S93SA3ZWZ9Y4BW0${n}`));
    if (launch.kind === 'job.create') launch.work.text = '水'.repeat(20_000);
    await store.addMutation(launch, 0);
  }
  await flushOutbox({ store, api: { ...server.api, mutate }, nowMs: () => 0 });
  expect(server.sent).toHaveLength(60);
  expect(Math.max(...sizes)).toBeLessThan(2 * 1024 * 1024);
});

test('C12: what the server has acknowledged is never sent again, whatever it forgets', async () => {
  const [store, server] = [await aStore(), aServer()];
  await store.addMutation(aLaunch(FIRST), 0);
  await flushOutbox({ store, api: server.api, nowMs: () => 0 });
  server.state.epoch = 'second';
  await sendEverythingAnew(store, [], () => SECOND);
  await flushOutbox({ store, api: server.api, nowMs: () => 1000 });
  expect(server.sent).toEqual([FIRST]);
});

test('C11: a launch that is given up after it was sent is cancelled; one that never arrived needs no cancelling', async () => {
  const store = await aStore();
  await store.addMutation({ id: SECOND, kind: 'job.cancel', project: PROJECT, job: JobId.parse(FIRST) }, 0);
  const mutate: Api['mutate'] = async () =>
    ok({ epoch: 'first', results: [{ id: SECOND, ok: false, fault: { code: 'job_not_found' } }] });
  await flushOutbox({ store, api: { mutate, feed: unused }, nowMs: () => 0 });
  expect(await store.listMutations()).toEqual([]);
});
