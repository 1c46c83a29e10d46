import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { checkChange, defineRoots } from '#shared/documents/check-change.ts';
import {
  addMotif,
  addPicture,
  listShelf,
  type MotifKind,
  type MotifPicture,
  makeCover,
  removePicture,
  renameMotif,
  restoreMotif,
  roomForText,
  SHELF_MAX,
  SHELF_TEXTS_MAX_CHARS,
  setMotifText,
  stepMotif,
  trashMotif,
} from '#shared/documents/shelf.ts';
import { ShotId } from '#shared/ids.ts';
import { createUlid } from '#shared/ulid.ts';
import { Dice } from '../../simulator/dice.ts';

const dice = new Dice(12);
const randomBit = () => dice.chance(0.5);

function newId(): string {
  return createUlid({ nowMs: () => 1_750_000_000_000, randomByte: () => dice.whole(0, 255) });
}

function aPicture(): MotifPicture {
  return { asset: newId(), shot: ShotId.parse(newId()) };
}

function aMotif(doc: Y.Doc, name: string, kind: MotifKind = 'character'): string {
  const id = newId();
  addMotif(doc, { id, kind, name }, randomBit);
  return id;
}

function namesOf(doc: Y.Doc): string[] {
  return listShelf(doc)
    .filter(({ deletedAt }) => deletedAt === null)
    .map(({ name }) => name);
}

function find(doc: Y.Doc, id: string) {
  const motif = listShelf(doc).find((one) => one.id === id);
  if (!motif) throw new Error(`nothing is called ${id}`);
  return motif;
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

describe('the shelf', () => {
  test('V160: what is put there stands at the end, whole', () => {
    const doc = new Y.Doc();
    const picture = aPicture();
    aMotif(doc, 'Аня');
    addMotif(
      doc,
      { id: newId(), kind: 'place', name: ' Крыша\nночью ', text: 'Дождь', assets: [picture] },
      randomBit,
    );
    expect(namesOf(doc)).toEqual(['Аня', 'Крыша ночью']);
    expect(listShelf(doc)[1]).toMatchObject({
      kind: 'place',
      text: 'Дождь',
      assets: [picture],
      deletedAt: null,
    });
  });

  test('V160: what lies in the trash keeps its place and comes back to it', () => {
    const doc = new Y.Doc();
    aMotif(doc, 'Аня');
    const roof = aMotif(doc, 'Борис');
    aMotif(doc, 'Вера');
    trashMotif(doc, roof, 1000);
    expect(namesOf(doc)).toEqual(['Аня', 'Вера']);
    restoreMotif(doc, roof);
    expect(namesOf(doc)).toEqual(['Аня', 'Борис', 'Вера']);
  });

  test('V160: a step passes the neighbour of the same kind and stops at the edge', () => {
    const doc = new Y.Doc();
    aMotif(doc, 'Аня');
    aMotif(doc, 'Крыша', 'place');
    const vera = aMotif(doc, 'Вера');
    stepMotif(doc, vera, { by: -1, randomBit });
    expect(namesOf(doc)).toEqual(['Вера', 'Аня', 'Крыша']);
    stepMotif(doc, vera, { by: -1, randomBit });
    expect(namesOf(doc)).toEqual(['Вера', 'Аня', 'Крыша']);
    stepMotif(doc, vera, { by: 1, randomBit });
    expect(namesOf(doc)).toEqual(['Аня', 'Вера', 'Крыша']);
  });

  test('V160: the first picture is the cover; the ninth is not taken', () => {
    const doc = new Y.Doc();
    const id = aMotif(doc, 'Аня');
    const pictures = Array.from({ length: 9 }, aPicture);
    expect(pictures.map((picture) => addPicture(doc, id, picture))).toEqual([...Array(8).fill(true), false]);
    expect(addPicture(doc, id, pictures[0] ?? aPicture())).toBe(true);
    makeCover(doc, id, pictures[3]?.asset ?? '');
    removePicture(doc, id, pictures[0]?.asset ?? '');
    expect(find(doc, id).assets.map(({ asset }) => asset)).toEqual(
      [3, 1, 2, 4, 5, 6, 7].map((n) => pictures[n]?.asset),
    );
  });

  test('V161: three hundred are taken, and two devices that add the last ones at once are not refused', () => {
    const doc = new Y.Doc();
    defineRoots(doc, 'index');
    for (let n = 1; n < SHELF_MAX; n++) aMotif(doc, `${n}`);
    const other = copyOf(doc);
    aMotif(doc, 'здесь');
    aMotif(other, 'там');
    expect(addMotif(doc, { id: newId(), kind: 'style', name: 'лишний' }, randomBit)).toBe(false);
    const reasons: unknown[] = [];
    doc.on('afterTransaction', (transaction) => reasons.push(checkChange('index', transaction)));
    exchange(doc, other);
    expect(reasons).toEqual([undefined]);
    expect(namesOf(doc)).toHaveLength(SHELF_MAX + 1);
  });

  test('V161: a text is cut where the shelf ends, between whole characters', () => {
    const doc = new Y.Doc();
    const id = aMotif(doc, 'Аня');
    setMotifText(doc, id, `${'я'.repeat(3999)}😀`);
    expect(find(doc, id).text).toBe('я'.repeat(3999));
    for (let n = 0; n < SHELF_TEXTS_MAX_CHARS / 4000; n++) {
      addMotif(doc, { id: newId(), kind: 'place', name: '', text: 'x'.repeat(4000) }, randomBit);
    }
    expect(roomForText(doc, newId())).toBe(0);
    expect(Y.encodeStateAsUpdate(doc).byteLength).toBeLessThan(1_000_000);
  });

  test('V162: two devices at once: different fields both stay, of one field the same word wins everywhere', () => {
    const doc = new Y.Doc();
    const id = aMotif(doc, 'Аня');
    const other = copyOf(doc);
    renameMotif(doc, id, 'Анна');
    setMotifText(doc, id, 'коса');
    setMotifText(other, id, 'каре');
    exchange(doc, other);
    expect(find(doc, id)).toEqual(find(other, id));
    expect(find(doc, id).name).toBe('Анна');
    expect(['коса', 'каре']).toContain(find(doc, id).text);
  });

  test('V162: an edit of what another device has removed for good changes nothing', () => {
    const doc = new Y.Doc();
    const id = aMotif(doc, 'Аня');
    doc.getMap('shelf').delete(id);
    renameMotif(doc, id, 'Анна');
    stepMotif(doc, id, { by: 1, randomBit });
    expect(addPicture(doc, id, aPicture())).toBe(true);
    expect(listShelf(doc)).toEqual([]);
  });

  test('V163: foreign values are read as the nearest sound ones', () => {
    const doc = new Y.Doc();
    const entry = new Y.Map<unknown>();
    const picture = aPicture();
    const id = newId();
    entry.set('kind', 'weather');
    entry.set('name', 7);
    entry.set('assets', [picture, { asset: 'x' }, null, { ...picture, more: 1 }]);
    entry.set('deletedAt', 'вчера');
    doc.getMap('shelf').set(id, entry);
    doc.getMap('shelf').set('not an id', new Y.Map());
    doc.getMap('shelf').set(newId(), 'text');
    const sound = {
      id,
      kind: 'character',
      name: '',
      text: '',
      assets: [picture],
      order: '',
      deletedAt: null,
    };
    expect(listShelf(doc)).toEqual([sound]);
  });

  test('V163: whatever stands in its fields, a shelf is read and can be added to', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('kind', 'name', 'text', 'assets', 'order', 'deletedAt'),
          fc.jsonValue(),
        ),
        (fields) => {
          const doc = new Y.Doc();
          const entry = new Y.Map<unknown>();
          for (const [key, value] of Object.entries(fields)) entry.set(key, value);
          const id = newId();
          doc.getMap('shelf').set(id, entry);
          stepMotif(doc, id, { by: 1, randomBit });
          addPicture(doc, id, aPicture());
          const added = aMotif(doc, 'Аня');
          expect(listShelf(doc).map((motif) => motif.id)).toContain(added);
        },
      ),
    );
  });
});
