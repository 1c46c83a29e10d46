import * as Y from 'yjs';
import { addShots, initIndexDoc, renameShot, setShotState } from '#shared/documents/index-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { randomOf } from './random.ts';
import { newUlid } from './ulid.ts';
import { phrase } from './words.ts';

const states = ['waiting', 'in_progress', 'ready'] as const;
const createdAtMs = Date.UTC(2026, 0, 15);
const editsPerShot = 3;

export type IndexDocument = { doc: Y.Doc; shotIds: ShotId[] };

/** An index document as work leaves it: every shot made by the product's own edits, then changed a few times. */
export function anIndexDocument(shotCount: number): IndexDocument {
  const random = randomOf(shotCount);
  const doc = new Y.Doc();
  doc.clientID = Math.floor(random() * 2 ** 32);
  initIndexDoc(doc, 'Короткий метр о городе');
  const shotIds = Array.from({ length: shotCount }, (_, n) =>
    ShotId.parse(newUlid(random, createdAtMs + n * 60_000)),
  );
  const newShots = shotIds.map((id) => ({
    id,
    title: phrase(random, 4),
    planS: 2 + Math.floor(random() * 8),
  }));
  addShots(doc, newShots, { at: 0, randomBit: () => random() < 0.5 });
  for (let edit = 0; edit < shotCount * editsPerShot; edit += 1) {
    const id = shotIds[Math.floor(random() * shotCount)];
    if (id !== undefined) editOne(doc, id, random);
  }
  return { doc, shotIds };
}

function editOne(doc: Y.Doc, id: ShotId, random: () => number): void {
  const kind = random();
  if (kind < 0.25) renameShot(doc, id, phrase(random, 4));
  else if (kind < 0.5) setShotState(doc, [id], states[Math.floor(random() * states.length)] ?? 'ready');
  else
    setField(
      doc,
      id,
      kind < 0.65 ? ['note', phrase(random, 7)] : ['headliner', newUlid(random, createdAtMs)],
    );
}

function setField(doc: Y.Doc, id: ShotId, [field, value]: ['note' | 'headliner', string]): void {
  doc.getMap<Y.Map<unknown>>('shots').get(id)?.set(field, value);
}
