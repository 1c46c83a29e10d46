import * as Y from 'yjs';
import { moveShots } from '#shared/documents/index-doc.ts';
import { anIndexDocument } from './index-document.ts';
import { randomOf } from './random.ts';

export type Drags = { initial: Uint8Array; updates: Uint8Array[]; transactionsMs: number[] };

/** Somebody drags random shots to random places, by the product's own edit; every drag is one transaction. */
export function manyDrags({ shotCount, dragCount }: { shotCount: number; dragCount: number }): Drags {
  const random = randomOf(dragCount);
  const { doc, shotIds } = anIndexDocument(shotCount);
  const drags: Drags = { initial: Y.encodeStateAsUpdate(doc), updates: [], transactionsMs: [] };
  doc.on('update', (update: Uint8Array) => drags.updates.push(update));
  for (let n = 0; n < dragCount; n += 1) {
    const id = shotIds[Math.floor(random() * shotCount)];
    if (id === undefined) continue;
    const at = Math.floor(random() * shotCount);
    const startedAtMs = performance.now();
    moveShots(doc, [id], { at, randomBit: () => random() < 0.5 });
    drags.transactionsMs.push(performance.now() - startedAtMs);
  }
  return drags;
}
