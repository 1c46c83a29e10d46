import { expect, test } from 'vitest';
import { createEntry, Entries } from '#lib/sync/entries.ts';

function anEntry(row?: number) {
  return createEntry(new Uint8Array(), row);
}

test('C2: an ack settles the rows of its frames and no others', () => {
  const entries = new Entries();
  const [a, b, c] = [anEntry(1), anEntry(2), anEntry(3)];
  entries.add(a);
  entries.add(b);
  entries.frameLeft('step2', undefined);
  entries.add(c);
  entries.frameLeft('update', c);
  expect(entries.acked(1)).toEqual([1, 2]);
  expect(entries.acked(1)).toEqual([]);
  expect(entries.acked(2)).toEqual([3]);
});

test('C2: a new socket starts counting anew, and what was unacknowledged is carried again', () => {
  const entries = new Entries();
  const a = anEntry(1);
  entries.add(a);
  entries.frameLeft('update', a);
  entries.newSocket();
  expect(entries.acked(1)).toEqual([]);
  entries.newSocket();
  entries.frameLeft('step2', undefined);
  expect(entries.acked(1)).toEqual([1]);
});

test('C2: an edit that the server had first is marked when the device has it too', () => {
  const entries = new Entries();
  const a = anEntry();
  entries.add(a);
  expect(entries.countInMemory()).toBe(1);
  entries.frameLeft('update', a);
  expect(entries.acked(1)).toEqual([]);
  expect(entries.countInMemory()).toBe(0);
  expect(entries.stored(a, 7)).toEqual([7]);
});

test('C2: a row that holds the whole document is sent only with the last edit in it', () => {
  const entries = new Entries();
  const [a, b] = [anEntry(), anEntry(2)];
  entries.add(a);
  entries.add(b);
  const stored = entries.whole();
  const later = anEntry();
  entries.add(later);
  stored(9);
  for (const entry of [a, b]) entries.frameLeft('update', entry);
  expect(entries.acked(1)).toEqual([]);
  expect(entries.acked(2)).toEqual([2, 9]);
  expect(entries.countInMemory()).toBe(1);
});

test('C6: rows that another tab has sent leave the list', () => {
  const entries = new Entries();
  const [a, b] = [anEntry(1), anEntry(2)];
  entries.add(a);
  entries.add(b);
  entries.sentElsewhere(new Set([1]));
  entries.frameLeft('step2', undefined);
  expect(entries.acked(1)).toEqual([2]);
});
