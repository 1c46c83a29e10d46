import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { addShots, listShots, moveShots } from '#shared/documents/index-doc.ts';
import { ORDER_KEY_MAX_CHARS } from '#shared/documents/limits.ts';
import { ShotId } from '#shared/ids.ts';
import { Dice } from '../simulator/dice.ts';
import { ulidOf } from './edits.ts';

const STRANGE = [
  '',
  '!',
  'Zy\u00000',
  'Zy\u0001',
  'a0ы',
  'a00',
  'A00000000000000000000000000',
  '~',
  'a-1',
  'Z{',
];
const LONGEST = `a0${'z'.repeat(ORDER_KEY_MAX_CHARS - 2)}`;

test('shots are added and moved anywhere among order keys that no honest client writes', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const dice = new Dice(seed);
    const randomBit = () => dice.chance(0.5);
    const doc = new Y.Doc();
    for (let n = 0; n < 6; n++) {
      const strange = dice.chance(0.2) ? LONGEST : dice.pick(STRANGE) + dice.pick(['', '0', 'V', '\u0000']);
      doc.getMap('shots').set(ulidOf(dice), new Y.Map([['order', strange]]));
      addShots(doc, [{ id: ShotId.parse(ulidOf(dice)), title: '' }], { at: dice.whole(0, n), randomBit });
    }
    moveShots(doc, [dice.pick(listShots(doc)).id], { at: dice.whole(0, 12), randomBit });
    expect(listShots(doc)).toHaveLength(12);
    for (const { order } of listShots(doc)) expect(order.length).toBeLessThanOrEqual(ORDER_KEY_MAX_CHARS);
  }
});
