import * as Y from 'yjs';

/** About a third of a second. Honest updates take a few steps; devices that were apart for long, some thousands. */
const STEPS_MAX = 2_000_000;

type Structs = Y.Doc['store'];

let stepsLeft = Number.POSITIVE_INFINITY;

/**
 * Runs `work` and throws in the middle of it when finding the places of new items takes too many steps. Yjs compares
 * a new item with every other that names the same neighbours, so that 100 KB made for it would hold up the whole
 * process for a quarter of a minute, here and at every later reading of the document.
 */
export function withIntegrationBudget(work: () => void): void {
  stepsLeft = STEPS_MAX;
  try {
    work();
  } finally {
    stepsLeft = Number.POSITIVE_INFINITY;
  }
}

// Yjs has no hook in this place. The method is replaced once and for good: replacing it for every update would make
// the engine forget again and again what it has compiled.
const { integrate } = Y.Item.prototype;
Y.Item.prototype.integrate = function counted(this: Y.Item, transaction, offset) {
  if (stepsLeft !== Number.POSITIVE_INFINITY && offset === 0) {
    stepsLeft -= countSteps(this, transaction.doc.store);
    if (stepsLeft <= 0) throw new Error('too many items name the same neighbours');
  }
  integrate.call(this, transaction, offset);
};

/** The loop of `Item.integrate` in Yjs 13.6 that looks for the place of an item, without moving anything. */
function countSteps(item: Y.Item, store: Structs): number {
  const { parent, left, right } = item;
  if (!(parent instanceof Y.AbstractType)) return 0;
  if (left ? left.right === right : right && right.left === null) return 0;
  const conflicting = new Set<Y.Item | Y.GC>();
  const beforeOrigin = new Set<Y.Item | Y.GC>();
  let steps = 0;
  for (let other = firstOther(item, parent); other && other !== right; other = other.right) {
    if (++steps >= stepsLeft) break;
    beforeOrigin.add(other);
    conflicting.add(other);
    if (Y.compareIDs(item.origin, other.origin)) {
      if (other.id.client < item.id.client) conflicting.clear();
      else if (Y.compareIDs(item.rightOrigin, other.rightOrigin)) break;
    } else if (other.origin && beforeOrigin.has(Y.getItem(store, other.origin))) {
      if (!conflicting.has(Y.getItem(store, other.origin))) conflicting.clear();
    } else {
      break;
    }
  }
  return steps;
}

function firstOther(item: Y.Item, parent: Y.AbstractType<unknown>): Y.Item | null {
  if (item.left) return item.left.right;
  if (item.parentSub === null) return parent._start;
  let first = parent._map.get(item.parentSub) ?? null;
  while (first?.left) first = first.left;
  return first;
}
