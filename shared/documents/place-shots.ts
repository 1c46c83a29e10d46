import * as Y from 'yjs';
import type { ShotId } from '../ids.ts';
import { longestRising } from '../storyboard/longest-rising.ts';
import { LOCAL_EDIT, listShots } from './index-doc.ts';
import { isOrderKey, orderKeysBetween, type RandomBit } from './order-key.ts';

/**
 * Gives all visible shots this order. As many as can keep their keys, so that what others move meanwhile meets as little of
 * it as possible.
 */
export function placeShots(doc: Y.Doc, ids: ShotId[], randomBit: RandomBit): void {
  const orders = new Map(listShots(doc).map(({ id, order }, rank) => [id, { order, rank }]));
  const still = longestRising(ids.map((id) => orders.get(id)?.rank ?? -1));
  let before: string | null = null;
  const kept = new Map<number, string>();
  for (const [at, id] of ids.entries()) {
    const order = orders.get(id)?.order ?? '';
    // Between equal or broken keys no other would fit.
    if (!still.has(at) || !isOrderKey(order) || (before !== null && order <= before)) continue;
    kept.set(at, order);
    before = order;
  }
  doc.transact(() => {
    for (let from = 0; from < ids.length; ) {
      if (kept.has(from)) {
        from++;
        continue;
      }
      let to = from;
      while (to < ids.length && !kept.has(to)) to++;
      const keys = orderKeysBetween(kept.get(from - 1) ?? null, kept.get(to) ?? null, {
        count: to - from,
        randomBit,
      });
      for (const [n, key] of keys.entries()) setOrder(doc, ids[from + n], key);
      from = to;
    }
  }, LOCAL_EDIT);
}

function setOrder(doc: Y.Doc, id: ShotId | undefined, order: string): void {
  const entry = id === undefined ? undefined : doc.getMap('shots').get(id);
  if (entry instanceof Y.Map) entry.set('order', order);
}
