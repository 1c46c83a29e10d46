import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  addShots,
  countShots,
  initIndexDoc,
  listShots,
  listTrash,
  moveShots,
  readMeta,
  renameShot,
  restoreShots,
  setShotState,
  trashShots,
} from '#shared/documents/index-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { createUlid } from '#shared/ulid.ts';
import { Dice } from '../../simulator/dice.ts';

const dice = new Dice(11);
const randomBit = () => dice.chance(0.5);

function aShotId(): ShotId {
  return ShotId.parse(createUlid({ nowMs: () => 1_750_000_000_000, randomByte: () => dice.whole(0, 255) }));
}

function aBoard(titles: string[]): Y.Doc {
  const doc = new Y.Doc();
  initIndexDoc(doc, 'Фильм');
  addShots(
    doc,
    titles.map((title) => ({ id: aShotId(), title })),
    { at: 0, randomBit },
  );
  return doc;
}

function titlesOf(doc: Y.Doc): string[] {
  return listShots(doc).map((shot) => shot.title);
}

function shotNamed(doc: Y.Doc, title: string): ShotId {
  const shot = listShots(doc).find((shot) => shot.title === title);
  if (!shot) throw new Error(`no shot ${title}`);
  return shot.id;
}

function exchange(a: Y.Doc, b: Y.Doc): void {
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

test('shots stand in their order and are numbered from one', () => {
  const doc = aBoard(['А', 'Б', 'В']);
  expect(listShots(doc).map(({ number, title }) => `${number} ${title}`)).toEqual(['1 А', '2 Б', '3 В']);
});

test('several shots move together and keep their order among themselves', () => {
  const doc = aBoard(['А', 'Б', 'В', 'Г', 'Д']);
  moveShots(doc, [shotNamed(doc, 'Д'), shotNamed(doc, 'Б')], { at: 0, randomBit });
  expect(titlesOf(doc)).toEqual(['Б', 'Д', 'А', 'В', 'Г']);
});

test('a shot in the trash leaves the numbers and comes back to its place', () => {
  const doc = aBoard(['А', 'Б', 'В']);
  const id = shotNamed(doc, 'Б');
  trashShots(doc, [id], 1000);
  expect(titlesOf(doc)).toEqual(['А', 'В']);
  expect(listTrash(doc).map((shot) => shot.title)).toEqual(['Б']);
  expect(countShots(doc)).toEqual({ shots: 2, ready: 0 });
  restoreShots(doc, [id]);
  expect(titlesOf(doc)).toEqual(['А', 'Б', 'В']);
});

test('D3: whatever two devices do at once, nothing is lost, doubled or seen differently', () => {
  const move = fc.record({ device: fc.nat(1), shot: fc.nat(), at: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 25 }), (moves) => {
      const one = aBoard(['А', 'Б', 'В', 'Г', 'Д', 'Е']);
      const two = copyOf(one);
      for (const { device, shot, at } of moves) {
        const doc = device === 0 ? one : two;
        const shots = listShots(doc);
        moveShots(doc, [shots[shot % shots.length]?.id ?? aShotId()], { at, randomBit });
        if (at === 3) addShots(doc, [{ id: aShotId(), title: `новый ${shot}` }], { at, randomBit });
      }
      const added = moves.filter(({ at }) => at === 3).length;
      exchange(one, two);
      expect(listShots(one)).toEqual(listShots(two));
      expect(listShots(one)).toHaveLength(6 + added);
    }),
  );
});

describe('D1: what a newer version wrote survives', () => {
  test('unknown keys of a shot and unknown roots stay through every edit', () => {
    const doc = aBoard(['А', 'Б']);
    const id = shotNamed(doc, 'А');
    const entry = doc.getMap('shots').get(id);
    if (entry instanceof Y.Map) entry.set('lens', { mm: 35 });
    doc.getMap('future').set('key', 1);
    renameShot(doc, id, 'В');
    moveShots(doc, [id], { at: 1, randomBit });
    const copy = copyOf(doc);
    expect(copy.getMap('shots').toJSON()[id]).toMatchObject({ title: 'В', lens: { mm: 35 } });
    expect(copy.getMap('future').toJSON()).toEqual({ key: 1 });
  });

  test('values of another type are read as the nearest sound ones', () => {
    const doc = aBoard(['А']);
    const entry = doc.getMap('shots').get(shotNamed(doc, 'А'));
    if (!(entry instanceof Y.Map)) throw new Error('no entry');
    entry.set('state', 'archived');
    entry.set('planS', 'five');
    entry.set('title', 7);
    expect(listShots(doc)[0]).toMatchObject({ state: 'waiting', planS: null, title: '' });
    doc.getMap('shots').set('not an id', 5);
    expect(listShots(doc)).toHaveLength(1);
  });
});

test('D3: neighbours with equal or broken keys do not stop an insert', () => {
  const doc = aBoard(['А', 'Б', 'В', 'Г']);
  const entries = listShots(doc).map((shot) => doc.getMap('shots').get(shot.id));
  const orders = ['a0', 'a0', 'ы!', 'a1'];
  entries.forEach((entry, n) => {
    if (entry instanceof Y.Map) entry.set('order', orders[n]);
  });
  for (let at = 0; at <= 4; at++) addShots(doc, [{ id: aShotId(), title: `новый ${at}` }], { at, randomBit });
  expect(listShots(doc)).toHaveLength(9);
});

test('D5: a title of any length and content is kept clean and within its limit', () => {
  const doc = aBoard(['А']);
  const id = shotNamed(doc, 'А');
  const long = `${'я'.repeat(999)}😀${'я'.repeat(9000)}`;
  renameShot(doc, id, long);
  expect(titlesOf(doc)[0]).toBe('я'.repeat(999));
  renameShot(doc, id, 'два\nслова\0 \u202eсправа 🎬');
  expect(titlesOf(doc)[0]).toBe('два слова \u202eсправа 🎬');
});

test('edits of a shot that another device has removed are passed over', () => {
  const doc = aBoard(['А']);
  const id = shotNamed(doc, 'А');
  doc.getMap('shots').delete(id);
  renameShot(doc, id, 'Б');
  setShotState(doc, [id], 'ready');
  expect(listShots(doc)).toEqual([]);
});

test('a project carries its name and the version of its schema', () => {
  expect(readMeta(aBoard([]))).toEqual({ name: 'Фильм', schema: 1 });
  expect(readMeta(new Y.Doc())).toEqual({ name: '', schema: 1 });
});
