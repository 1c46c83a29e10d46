import { expect, test } from 'vitest';
import { projectFeed } from '#lib/sync/feed-names.ts';
import { createMemoryStore } from '#lib/sync/memory-store.ts';
import { RecordWatch } from '#lib/sync/record-watch.ts';
import { ProjectId, ShotId } from '#shared/ids.ts';

const PROJECT = ProjectId.parse('01JXT22F1SEB16182Y36SZ9G6Y');
const SHOT = ShotId.parse('01JXT22F1SEB16182Y36SZ9G60');
const IDS = ['01JXT22F1SEB16182Y36SZ9G61', '01JXT22F1SEB16182Y36SZ9G62'] as const;

const aMark = (id: string, rating: number) => ({
  seq: rating,
  kind: 'mark',
  id: `${SHOT}:${id}`,
  value: { id, shot: SHOT, rating, favourite: false, flag: null, note: '', deletedAt: null },
});

test('V10: prompts and marks are read only for whoever asks, then kept by their keys, others of their kind untouched', async () => {
  const store = createMemoryStore();
  const feed = projectFeed(PROJECT);
  const read: string[] = [];
  const watched = {
    ...store,
    listRecords: (of: string, kind: string) => {
      read.push(kind);
      return store.listRecords(of, kind);
    },
  };
  await store.applyFeed(feed, [aMark(IDS[0], 1), aMark(IDS[1], 2)], { epoch: 'e', seq: 2 });
  const watch = new RecordWatch(watched, () => {});
  let board = 0;
  watch.watch(PROJECT, () => board++);
  await expect.poll(() => board).toBe(1);
  expect(read).not.toContain('mark');

  const seen: (number | undefined)[][] = [];
  const stop = watch.watch(
    PROJECT,
    ({ marks }) => seen.push(IDS.map((id) => marks.get(`${SHOT}:${id}`)?.rating)),
    ['mark'],
  );
  await expect.poll(() => seen.at(-1)).toEqual([1, 2]);
  expect(read).not.toContain('prompt');
  const before = read.length;
  await store.applyFeed(feed, [{ ...aMark(IDS[1], 3), value: null }], { epoch: 'e', seq: 3 });
  await store.applyFeed(feed, [aMark(IDS[0], 5)], { epoch: 'e', seq: 4 });
  watch.changed(PROJECT, [aMark(IDS[0], 5), aMark(IDS[1], 3)]);
  await expect.poll(() => seen.at(-1)).toEqual([5, undefined]);
  expect(read).toHaveLength(before);
  stop();
});
