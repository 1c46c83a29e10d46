import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  addShots,
  countFreePlaces,
  duplicateShots,
  initIndexDoc,
  listShots,
  listTrash,
  moveShots,
  restoreShots,
  setShotPlan,
  setShotState,
  trashShots,
} from '#shared/documents/index-doc.ts';
import { SHOTS_MAX } from '#shared/documents/limits.ts';
import { ShotId } from '#shared/ids.ts';
import { placeBeside, standsAt } from '#shared/storyboard/beside.ts';
import { createUlid } from '#shared/ulid.ts';
import { Dice } from '../../simulator/dice.ts';

const dice = new Dice(26);
const randomBit = () => dice.chance(0.5);

function aShotId(): ShotId {
  return ShotId.parse(createUlid({ nowMs: () => 1_750_000_000_000, randomByte: () => dice.whole(0, 255) }));
}

function aBoard(titles: string[]): { doc: Y.Doc; ids: ShotId[] } {
  const doc = new Y.Doc();
  initIndexDoc(doc, 'Фильм');
  const shots = titles.map((title) => ({ id: aShotId(), title }));
  addShots(doc, shots, { at: 0, randomBit });
  return { doc, ids: shots.map(({ id }) => id) };
}

function titlesOf(doc: Y.Doc): string[] {
  return listShots(doc).map(({ title }) => title);
}

test('a group lands beside the shot it was dropped at, wherever its members stood', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 9 }),
      fc.nat(9),
      fc.constantFrom('before' as const, 'after' as const),
      (picked, at, edge) => {
        const { doc, ids } = aBoard([...'0123456789']);
        const moved = new Set(picked.flatMap((n) => ids[n] ?? []));
        const target = ids[at] ?? aShotId();
        const place = placeBeside(listShots(doc), moved, { id: target, edge });
        if (moved.has(target)) {
          expect(place).toBeUndefined();
          return;
        }
        moveShots(doc, [...moved], { at: place ?? -1, randomBit });
        const after = listShots(doc).map(({ id }) => id);
        const group = ids.filter((id) => moved.has(id));
        const first = after.indexOf(group[0] ?? target);
        expect(after.slice(first, first + group.length)).toEqual(group);
        expect(after[edge === 'before' ? first + group.length : first - 1]).toBe(target);
        expect(after.filter((id) => !moved.has(id))).toEqual(ids.filter((id) => !moved.has(id)));
        expect(standsAt(listShots(doc), moved, place ?? -1)).toBe(true);
      },
    ),
  );
});

test('a list at hand and the document itself give the same move', () => {
  const { doc, ids } = aBoard([...'АБВГД']);
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  const moved = [ids[3], ids[0]].flatMap((id) => id ?? []);
  moveShots(doc, moved, { at: 2, randomBit, shots: listShots(doc) });
  moveShots(copy, moved, { at: 2, randomBit });
  expect(titlesOf(doc)).toEqual([...'БВАГД']);
  expect(titlesOf(copy)).toEqual(titlesOf(doc));
});

test('copies stand together after the last original, waiting and without a headliner', () => {
  const { doc, ids } = aBoard([...'АБВГ']);
  const [a, , c] = ids;
  if (!a || !c) throw new Error('no shots');
  setShotPlan(doc, [a], 4);
  setShotState(doc, [a, c], 'ready');
  const entry = doc.getMap('shots').get(a);
  if (entry instanceof Y.Map) {
    entry.set('note', 'дождь');
    entry.set('headliner', 'asset');
  }
  const copies = [
    { from: c, id: aShotId() },
    { from: a, id: aShotId() },
  ];
  duplicateShots(doc, copies, randomBit);
  expect(titlesOf(doc)).toEqual([...'АБВАВГ']);
  const copy = listShots(doc)[3];
  expect(copy).toMatchObject({
    id: copies[1]?.id,
    planS: 4,
    note: 'дождь',
    state: 'waiting',
    headliner: null,
  });
});

test('the last one thrown away stands first in the trash, whatever the clocks say', () => {
  const { doc, ids } = aBoard([...'АБВ']);
  const day = 24 * 60 * 60 * 1000;
  const now = 1_750_000_000_000;
  trashShots(doc, ids.slice(0, 1), now + day);
  trashShots(doc, ids.slice(1, 2), now);
  trashShots(doc, ids.slice(2, 3), now - day);
  expect(listTrash(doc).map(({ title }) => title)).toEqual([...'ВБА']);
  restoreShots(doc, ids);
  trashShots(doc, [...ids].reverse(), now);
  expect(listTrash(doc).map(({ title }) => title)).toEqual([...'АБВ']);
});

test('D5: a project takes no more shots than its document may hold', () => {
  const { doc } = aBoard([]);
  const many = Array.from({ length: SHOTS_MAX - 1 }, () => ({ id: aShotId(), title: '' }));
  addShots(doc, many, { at: 0, randomBit });
  expect(countFreePlaces(doc)).toBe(1);
  addShots(
    doc,
    [1, 2, 3].map(() => ({ id: aShotId(), title: 'ещё' })),
    { at: 0, randomBit },
  );
  expect(listShots(doc)).toHaveLength(SHOTS_MAX);
  expect(countFreePlaces(doc)).toBe(0);
});
