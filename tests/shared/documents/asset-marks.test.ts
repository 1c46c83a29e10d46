import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  listMarked,
  markedAsset,
  NO_MARKS,
  readAssetMarks,
  setMarks,
} from '#shared/documents/asset-marks.ts';
import { setHeadliner } from '#shared/documents/headliner.ts';
import { addShots, initIndexDoc, listShots } from '#shared/documents/index-doc.ts';
import { draftOf } from '#shared/documents/shot-doc.ts';
import { ShotId } from '#shared/ids.ts';

const [A, B] = ['01JXT22F1SEB16182Y36SZ9GA1', '01JXT22F1SEB16182Y36SZ9GA2'];

/** Both devices have what the other has. */
function meet(one: Y.Doc, other: Y.Doc): void {
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
}

describe('V72: marks', () => {
  test('of several assets are one edit', () => {
    const doc = new Y.Doc();
    let edits = 0;
    doc.on('update', () => edits++);
    setMarks(doc, [A, B], 'rating', 4);
    expect(edits).toBe(1);
    expect([A, B].map((id) => readAssetMarks(doc, id).rating)).toEqual([4, 4]);
    expect([...listMarked(doc)]).toEqual([A, B]);
    expect(markedAsset(`${A}:rating`)).toBe(A);
  });

  test.each([
    ['rating', [6, 0, -1, 2.5, '4', null, Number.NaN, {}]],
    ['flag', ['keep', 1, null, true]],
    ['favourite', ['yes', 1, null]],
    ['note', [7, null, {}]],
  ] as const)('a %s that makes no sense says nothing', (mark, values) => {
    for (const value of values) {
      const doc = new Y.Doc();
      setMarks(doc, [A], mark, value);
      expect(readAssetMarks(doc, A)).toEqual(NO_MARKS);
    }
  });

  test('of two devices about different things both stand; about one thing both devices say the same', () => {
    const [one, other] = [new Y.Doc(), new Y.Doc()];
    setMarks(one, [A], 'rating', 5);
    setMarks(other, [A], 'flag', 'reject');
    setMarks(one, [B], 'rating', 1);
    setMarks(other, [B], 'rating', 2);
    meet(one, other);
    expect(readAssetMarks(one, A)).toEqual({ ...NO_MARKS, rating: 5, flag: 'reject' });
    expect(readAssetMarks(one, B)).toEqual(readAssetMarks(other, B));
  });

  test('a note keeps tags, emoji, letters from right to left and control characters as they are', () => {
    const note = '<img src=x onerror=alert(1)> 👩‍🚀 שלום \u202e \u0007 & "';
    const doc = new Y.Doc();
    setMarks(doc, [A], 'note', note);
    expect(readAssetMarks(doc, A).note).toBe(note);
  });
});

test('V84: two headliners chosen at once become one, the same on both devices', () => {
  const shot = ShotId.parse('01JXT22F1SEB16182Y36SZ9GS1');
  const one = new Y.Doc();
  initIndexDoc(one, 'Фильм');
  addShots(one, [{ id: shot, title: 'Крыша' }], { at: 0, randomBit: () => true });
  const other = new Y.Doc();
  meet(one, other);
  setHeadliner(one, shot, A);
  setHeadliner(other, shot, B);
  meet(one, other);
  const chosen = [one, other].map((doc) => listShots(doc).find(({ id }) => id === shot)?.headliner);
  expect(chosen[0]).toBe(chosen[1]);
  expect([A, B]).toContain(chosen[0]);
});

test('V85: a draft that two devices have written without each other keeps the words of both', () => {
  const [one, other] = [new Y.Doc(), new Y.Doc()];
  draftOf(one).insert(0, 'мост');
  meet(one, other);
  draftOf(one).insert(0, 'ночной ');
  draftOf(other).insert(4, ' в тумане');
  meet(one, other);
  expect(draftOf(one).toString()).toBe('ночной мост в тумане');
  expect(draftOf(other).toString()).toBe(draftOf(one).toString());
});
