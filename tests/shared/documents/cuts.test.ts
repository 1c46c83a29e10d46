import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { canonicalContent } from '#shared/documents/canonical-json.ts';
import { checkChange, defineRoots } from '#shared/documents/check-change.ts';
import {
  CUTS_MAX,
  cutShots,
  deleteCut,
  listCuts,
  renameCut,
  restoreCut,
  saveCut,
} from '#shared/documents/cuts.ts';
import { type Cut, encodeCut } from '#shared/documents/encode-cut.ts';
import { setHeadliner } from '#shared/documents/headliner.ts';
import { addShots, listShots, moveShots, renameShot, trashShots } from '#shared/documents/index-doc.ts';
import { INDEX_DOC_MAX_BYTES } from '#shared/documents/limits.ts';
import { placeShots } from '#shared/documents/place-shots.ts';
import { ShotId } from '#shared/ids.ts';
import { createUlid } from '#shared/ulid.ts';
import { Dice } from '../../simulator/dice.ts';

const dice = new Dice(40);
const randomBit = () => dice.chance(0.5);
let made = 0;
const newId = () =>
  createUlid({ nowMs: () => 1_750_000_000_000 + made++, randomByte: () => dice.whole(0, 255) });

function aFilm(count: number, title = (n: number) => String.fromCharCode(97 + n)) {
  const doc = new Y.Doc();
  const ids = Array.from({ length: count }, () => ShotId.parse(newId()));
  const shots = ids.map((id, n) => ({ id, title: title(n) }));
  addShots(doc, shots, { at: 0, randomBit });
  return { doc, ids };
}

function aCut(doc: Y.Doc, name: string): Cut {
  return { id: newId(), name, at: 5, by: null, shots: cutShots(listShots(doc)) };
}

const orderOf = (doc: Y.Doc) =>
  listShots(doc)
    .map(({ title }) => title)
    .join('');

const anywhere = { mayStand: () => true, randomBit };

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

function meet(a: Y.Doc, b: Y.Doc): void {
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b, Y.encodeStateVector(a)));
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a, Y.encodeStateVector(b)));
}

test('V40: a cut keeps order, headliners, titles, plans and states, whatever becomes of the film', () => {
  const { doc, ids } = aFilm(3);
  setHeadliner(doc, ids[1] as ShotId, newId());
  const cut = aCut(doc, ' Первый\nсбор ');
  expect(saveCut(doc, cut)).toBeUndefined();
  trashShots(doc, ids, 9);
  expect(listCuts(doc)).toEqual([{ ...cut, name: 'Первый сбор' }]);
  renameCut(doc, cut.id, 'Второй');
  expect(listCuts(doc)[0]?.name).toBe('Второй');
  deleteCut(doc, cut.id);
  expect([listCuts(doc), doc.getMap('cuts').size]).toEqual([[], 0]);
  renameCut(doc, cut.id, 'Никакой');
  expect(doc.getMap('cuts').size).toBe(0);
});

test('V41: two people who save at once keep both cuts; restored on both at once the film is the same everywhere', () => {
  const { doc, ids } = aFilm(6);
  const other = copyOf(doc);
  const first = aCut(doc, 'Мой');
  saveCut(doc, first);
  moveShots(other, [ids[5] as ShotId], { at: 0, randomBit });
  const second = aCut(other, 'Твой');
  saveCut(other, second);
  meet(doc, other);
  expect(listCuts(doc)).toHaveLength(2);
  expect(canonicalContent(doc)).toBe(canonicalContent(other));
  restoreCut(doc, first, anywhere);
  restoreCut(other, second, anywhere);
  meet(doc, other);
  expect(orderOf(doc)).toBe(orderOf(other));
  expect(listShots(doc)).toHaveLength(6);
});

test('V42: restoring brings back order and headliners, puts what came since to the end, and deletes nothing', () => {
  const { doc, ids } = aFilm(4);
  const [a, b, c, d] = ids as [ShotId, ShotId, ShotId, ShotId];
  const [old, now, own] = [newId(), newId(), newId()];
  setHeadliner(doc, a, old);
  const cut = aCut(doc, 'Сбор');
  setHeadliner(doc, a, now);
  setHeadliner(doc, b, own);
  trashShots(doc, [c], 7);
  moveShots(doc, [d], { at: 0, randomBit });
  addShots(
    doc,
    [
      { id: ShotId.parse(newId()), title: 'x' },
      { id: ShotId.parse(newId()), title: 'y' },
    ],
    { at: 1, randomBit },
  );
  renameShot(doc, b, 'B');
  expect(orderOf(doc)).toBe('dxyaB');
  restoreCut(doc, cut, anywhere);
  expect(orderOf(doc)).toBe('aBcdxy');
  expect(listShots(doc).map(({ headliner }) => headliner)).toEqual([old, null, null, null, null, null]);

  setHeadliner(doc, a, now);
  restoreCut(doc, cut, { mayStand: () => false, randomBit });
  expect(listShots(doc)[0]?.headliner).toBe(now);
});

test('V42: any order is reached from any other, and only shots that have to move get another key', () => {
  const permutation = fc.shuffledSubarray([...Array(9).keys()], { minLength: 9 });
  fc.assert(
    fc.property(permutation, permutation, (from, to) => {
      const { doc, ids } = aFilm(9);
      const inOrder = (order: number[]) => order.map((n) => ids[n] as ShotId);
      placeShots(doc, inOrder(from), randomBit);
      const before = new Map(listShots(doc).map(({ id, order }) => [id, order]));
      placeShots(doc, inOrder(to), randomBit);
      const after = listShots(doc);
      expect(after.map(({ id }) => id)).toEqual(inOrder(to));
      const moved = after.filter(({ id, order }) => before.get(id) !== order).length;
      expect(moved).toBe(9 - longestCommon(from, to));
    }),
    { numRuns: 200, seed: 42 },
  );
});

/** By the book, and slowly. */
function longestCommon(from: number[], to: number[]): number {
  const lengths: number[] = [];
  for (const [at, n] of to.entries()) {
    const place = from.indexOf(n);
    const best = to.slice(0, at).map((m, k) => (from.indexOf(m) < place ? (lengths[k] ?? 0) : 0));
    lengths.push(1 + Math.max(0, ...best));
  }
  return Math.max(0, ...lengths);
}

test('V42: keys that are equal or broken stand in no way', () => {
  const { doc, ids } = aFilm(5);
  for (const [n, id] of ids.entries()) {
    const entry = doc.getMap('shots').get(id);
    if (entry instanceof Y.Map) entry.set('order', n < 3 ? 'a0V' : '!!');
  }
  const wanted = ids.toReversed();
  placeShots(doc, wanted, randomBit);
  expect(listShots(doc).map(({ id }) => id)).toEqual(wanted);
});

test('V43: fifty cuts of 150 shots fit beside the film; what does not fit is said and changes nothing', () => {
  const { doc } = aFilm(150, (n) => `Ночная крыша под дождём, план ${n}`);
  for (const { id } of listShots(doc)) setHeadliner(doc, id, newId());
  const before = Y.encodeStateAsUpdate(doc).byteLength;
  const saved: unknown[] = [];
  defineRoots(doc, 'index');
  doc.on('afterTransaction', (transaction: Y.Transaction) => saved.push(checkChange('index', transaction)));
  for (let n = 0; n < CUTS_MAX; n++) expect(saveCut(doc, aCut(doc, `Монтаж ${n}`))).toBeUndefined();
  const size = Y.encodeStateAsUpdate(doc).byteLength;
  expect(new Set(saved)).toEqual(new Set([undefined]));
  expect(size - before).toBeLessThan(1_000_000);
  expect(saveCut(doc, aCut(doc, 'Ещё'))).toBe('too_many');
  expect(listCuts(doc)).toHaveLength(CUTS_MAX);
});

test('V43: a film of 5000 shots is kept while there is room', () => {
  const { doc } = aFilm(5000, (n) => `Shot ${n}`);
  const refusals = [1, 2, 3, 4, 5, 6].map(String).map((name) => saveCut(doc, aCut(doc, name)));
  expect([refusals[0], refusals[5]]).toEqual([undefined, 'no_room']);
  expect(Y.encodeStateAsUpdate(doc).byteLength).toBeLessThan(INDEX_DOC_MAX_BYTES);
});

test('V44: whatever stands in the document, the list is readable', () => {
  const { doc } = aFilm(3);
  const good = aCut(doc, 'Целый');
  saveCut(doc, good);
  const whole = encodeCut(good);
  fc.assert(
    fc.property(
      fc.string(),
      fc.anything(),
      fc.uint8Array(),
      fc.nat(whole.length),
      (key, value, bytes, at) => {
        const cuts = doc.getMap('cuts');
        const plain: unknown = JSON.parse(JSON.stringify(value ?? null) ?? 'null');
        const damaged = whole.slice();
        damaged.set(bytes.slice(0, whole.length - at), at);
        doc.transact(() => {
          for (const foreign of [plain, bytes, damaged, whole.slice(0, at)]) cuts.set(newId(), foreign);
          if (key !== 'name') cuts.set(`${good.id}:${key}`, plain);
        });
        const cut = listCuts(doc).find(({ id }) => id === good.id);
        expect([cut?.name, cut?.shots]).toEqual([good.name, good.shots]);
        for (const id of doc.getMap('cuts').keys()) if (id !== good.id) deleteCut(doc, id);
      },
    ),
    { numRuns: 300, seed: 44 },
  );
});
