import { expect, test } from 'vitest';
import { createMemoryStore } from '#lib/sync/memory-store.ts';
import { ProjectFeeds } from '#lib/sync/project-feeds.ts';
import { RecordWatch } from '#lib/sync/record-watch.ts';
import { ProjectId } from '#shared/ids.ts';
import { fail, ok } from '#shared/result.ts';

const PROJECT = ProjectId.parse('01JXT22F1SEB16182Y36SZ9G6Y');
const OTHER = ProjectId.parse('01JXT22F1SEB16182Y36SZ9G6X');
const budget = (amount: number) => ({
  whole: { amount, currency: 'RUB' },
  daily: null,
  total: { reserved: [], spent: [] },
  day: null,
  today: { reserved: [], spent: [] },
});

/** A server with one record in the feed of each project. */
function aHouse() {
  const server = { epoch: 'first', seq: 1, amount: 1, isUp: true, knows: true };
  const asked: ProjectId[] = [];
  const store = createMemoryStore();
  const seen: (number | undefined)[] = [];
  const watch = new RecordWatch(store, () => {});
  const feeds = new ProjectFeeds({
    store,
    api: {
      projectFeed: async (project, since) => {
        asked.push(project);
        if (!server.isUp) return fail({ code: 'unreachable' });
        const row = { seq: server.seq, kind: 'budget', id: project, value: budget(server.amount) };
        const { epoch, seq } = server;
        return ok({ epoch, seq, more: false, rows: since < seq && server.knows ? [row] : [] });
      },
    },
    onChanged: (project, keys) => watch.changed(project, keys),
  });
  watch.watch(PROJECT, (records) => seen.push(records.budget?.whole?.amount));
  return { server, asked, feeds, seen };
}

test('records come to the page as they come to the device, changed ones alone', async () => {
  const { server, feeds, seen } = aHouse();
  feeds.use(PROJECT);
  await feeds.pull();
  await expect.poll(() => seen.at(-1)).toBe(1);
  Object.assign(server, { seq: 2, amount: 2 });
  await feeds.pull();
  expect(seen.at(-1)).toBe(1);
  feeds.rang(PROJECT);
  await feeds.pull();
  await expect.poll(() => seen.at(-1)).toBe(2);
});

test('a project that is looked at comes first, and what the net did not bring stays due', async () => {
  const { server, asked, feeds } = aHouse();
  feeds.rang(OTHER);
  feeds.use(PROJECT);
  server.isUp = false;
  expect(await feeds.pull()).toBe('unreachable');
  server.isUp = true;
  expect(await feeds.pull()).toBe('current');
  expect(asked).toEqual([PROJECT, PROJECT, OTHER]);
});

test('C12: records of a server that was set back are read anew', async () => {
  const { server, feeds, seen } = aHouse();
  Object.assign(server, { seq: 7, amount: 7 });
  feeds.use(PROJECT);
  await feeds.pull();
  await expect.poll(() => seen.at(-1)).toBe(7);
  Object.assign(server, { epoch: 'second', seq: 3, amount: 3 });
  feeds.rang(PROJECT);
  await feeds.pull();
  await expect.poll(() => seen.at(-1)).toBe(3);
});

test.each(['first', 'second'])(
  'C12: what a server of epoch %s forgot is gone from the page',
  async (epoch) => {
    const { server, feeds, seen } = aHouse();
    Object.assign(server, { seq: 7, amount: 7 });
    feeds.use(PROJECT);
    await feeds.pull();
    await expect.poll(() => seen.at(-1)).toBe(7);
    Object.assign(server, { epoch, seq: 3, knows: false });
    feeds.rang(PROJECT);
    await feeds.pull();
    await expect.poll(() => seen.at(-1)).toBe(undefined);
  },
);
