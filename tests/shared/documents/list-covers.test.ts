import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { listShots } from '#shared/documents/index-doc.ts';
import { listCovers } from '#shared/documents/list-covers.ts';
import { createUlid } from '#shared/ulid.ts';
import { Dice } from '../../simulator/dice.ts';

/** Shots as any client may write them: equal and broken keys, the trash, ids that are none. */
function aWildDoc(dice: Dice): Y.Doc {
  const doc = new Y.Doc();
  const shots = doc.getMap('shots');
  for (let n = dice.whole(0, 12); n > 0; n--) {
    const entry = new Y.Map<unknown>();
    entry.set('order', dice.pick(['a0', 'a1', 'a2', 'b', '', 7, null]));
    entry.set('title', dice.pick(['А', 'Б', 5]));
    entry.set('headliner', dice.pick([null, 'sha', 1]));
    if (dice.chance(0.3)) entry.set('deletedAt', dice.pick([null, 5, 'вчера']));
    const id = createUlid({ nowMs: () => 1, randomByte: () => dice.whole(0, 255) });
    shots.set(dice.chance(0.1) ? `чужой ${n}` : id, entry);
  }
  if (dice.chance(0.2)) shots.set('x', 'not a map');
  return doc;
}

test('the covers of 500 wild documents are the first shots of the list', () => {
  for (let seed = 1; seed <= 500; seed++) {
    const doc = aWildDoc(new Dice(seed));
    const first = listShots(doc).slice(0, 4);
    expect(listCovers(doc, 4), `seed ${seed}`).toEqual(
      first.map(({ id, title, headliner }) => ({ shot: id, title, headliner })),
    );
  }
});
