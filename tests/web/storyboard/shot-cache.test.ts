import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { ShotCache } from '#lib/storyboard/shot-cache.ts';
import {
  addShots,
  listShots,
  listTrash,
  moveShots,
  renameShot,
  restoreShots,
  setShotState,
  trashShots,
} from '#shared/documents/index-doc.ts';
import { ShotId } from '#shared/ids.ts';

const Edit = fc.record({
  kind: fc.constantFrom('add', 'move', 'rename', 'state', 'trash', 'restore', 'remove', 'undo', 'remote'),
  which: fc.nat(30),
  at: fc.nat(30),
});

function idOf(n: number): ShotId {
  return ShotId.parse(`01M7YSS39B8C4WD745HGW${String(n).padStart(5, '0')}`);
}

test('the cache shows what reading the whole document shows, after any edits', () => {
  fc.assert(
    fc.property(
      fc.array(Edit, { maxLength: 40 }),
      fc.array(fc.boolean(), { minLength: 64, maxLength: 64 }),
      (edits, bits) => {
        const doc = new Y.Doc();
        const undo = new Y.UndoManager(doc.getMap('shots'), {
          captureTimeout: 0,
          trackedOrigins: new Set(['local edit']),
        });
        const cache = new ShotCache(doc);
        doc.getMap('shots').observeDeep((events) => cache.apply(events));
        let made = 0;
        let drawn = 0;
        const randomBit = () => bits[drawn++ % bits.length] ?? false;
        for (const { kind, which, at } of edits) {
          const id = idOf(which % Math.max(1, made));
          if (kind === 'add') addShots(doc, [{ id: idOf(made++), title: `${which}` }], { at, randomBit });
          if (kind === 'move') moveShots(doc, [id], { at, randomBit });
          if (kind === 'rename') renameShot(doc, id, `название ${at}`);
          if (kind === 'state') setShotState(doc, [id], 'ready');
          if (kind === 'trash') trashShots(doc, [id], at);
          if (kind === 'restore') restoreShots(doc, [id]);
          if (kind === 'remove') doc.getMap('shots').delete(id);
          if (kind === 'undo') undo.undo();
          if (kind === 'remote') mergeFromOther(doc, id);
        }
        expect(cache.listVisible()).toEqual(listShots(doc).map(({ number: _number, ...shot }) => shot));
        expect(new Set(cache.listTrash().map(({ id }) => id))).toEqual(
          new Set(listTrash(doc).map(({ id }) => id)),
        );
      },
    ),
  );
});

test('entries that are no shots are passed over', () => {
  const doc = new Y.Doc();
  const shots = doc.getMap('shots');
  const cache = new ShotCache(doc);
  shots.observeDeep((events) => cache.apply(events));
  shots.set('не идентификатор', new Y.Map());
  shots.set(idOf(1), 'not a map');
  expect(cache.listVisible()).toEqual([]);
});

/** Another device renames the same shot and sends its whole state. */
function mergeFromOther(doc: Y.Doc, id: ShotId): void {
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  renameShot(other, id, 'с другого устройства');
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
}
