import * as Y from 'yjs';
import type { ShotId } from '../ids.ts';
import { Ulid } from '../ulid.ts';
import { type Cut, type CutShot, decodeCut, encodeCut } from './encode-cut.ts';
import { LOCAL_EDIT, listShots, type Shot } from './index-doc.ts';
import { INDEX_DOC_MAX_BYTES } from './limits.ts';
import type { RandomBit } from './order-key.ts';
import { placeShots } from './place-shots.ts';
import { cleanTitle, cutChars } from './plain-text.ts';

/** People keep so many; the document takes more, so that two devices that save the last one at once are not refused. */
export const CUTS_MAX = 50;
export const CUT_NAME_MAX_CHARS = 120;
/** Enough to know a shot by; a cut brings no titles back. */
const TITLE_SHOWN_CHARS = 60;
/** All cuts together: the index document has to hold the film and its shelf beside them. */
const CUTS_MAX_BYTES = 1_000_000;
/** What has to stay free in the document for the film to go on. */
const DOC_RESERVE_BYTES = 256 * 1024;

const NAME = ':name';

function cutsOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap('cuts');
}

/** Of the shots of now, in their order, what a cut keeps. */
export function cutShots(shots: Shot[]): CutShot[] {
  return shots.map(({ id, title, headliner, planS, state }) => ({
    ...{ id, headliner, planS, state },
    title: cutChars(title, TITLE_SHOWN_CHARS),
  }));
}

/** The newest first. What this version cannot read stays in the document. */
export function listCuts(doc: Y.Doc): Cut[] {
  const cuts: Cut[] = [];
  for (const [id, value] of cutsOf(doc).entries()) {
    const cut = Ulid.safeParse(id).success && value instanceof Uint8Array ? decodeCut(value) : undefined;
    if (!cut) continue;
    const renamed: unknown = cutsOf(doc).get(id + NAME);
    cuts.push({ id, ...cut, name: typeof renamed === 'string' ? renamed : cut.name });
  }
  return cuts.sort((a, b) => (a.id < b.id ? 1 : -1));
}

export type CutRefusal = 'too_many' | 'no_room';

/** Writes a cut whole, once. Answers with why there is no room for it, or nothing. */
export function saveCut(doc: Y.Doc, { id, ...cut }: Cut): CutRefusal | undefined {
  const cuts = cutsOf(doc);
  const others = [...cuts.values()].filter((value) => value instanceof Uint8Array);
  if (others.length >= CUTS_MAX) return 'too_many';
  const bytes = encodeCut({ ...cut, name: cleanName(cut.name) });
  const cutsBytes = others.reduce((sum, { byteLength }) => sum + byteLength, bytes.byteLength);
  const docBytes = Y.encodeStateAsUpdate(doc).byteLength + bytes.byteLength;
  if (cutsBytes > CUTS_MAX_BYTES || docBytes > INDEX_DOC_MAX_BYTES - DOC_RESERVE_BYTES) return 'no_room';
  doc.transact(() => cuts.set(id, bytes), LOCAL_EDIT);
  return undefined;
}

/** Beside the cut, which itself never changes. */
export function renameCut(doc: Y.Doc, id: string, name: string): void {
  if (!cutsOf(doc).has(id)) return;
  doc.transact(() => cutsOf(doc).set(id + NAME, cleanName(name)), LOCAL_EDIT);
}

export function deleteCut(doc: Y.Doc, id: string): void {
  doc.transact(() => {
    cutsOf(doc).delete(id);
    cutsOf(doc).delete(id + NAME);
  }, LOCAL_EDIT);
}

function cleanName(name: string): string {
  return cutChars(cleanTitle(name), CUT_NAME_MAX_CHARS);
}

/**
 * Order and headliners as they stood; nothing is deleted. What came since goes to the end in its order, what was thrown away
 * since comes back. A headliner that is not in its shot any more (`mayStand` says) is left as it is now.
 */
export function restoreCut(
  doc: Y.Doc,
  cut: Pick<Cut, 'shots'>,
  { mayStand, randomBit }: { mayStand: (shot: CutShot) => boolean; randomBit: RandomBit },
): void {
  const shots = doc.getMap('shots');
  doc.transact(() => {
    const kept: ShotId[] = [];
    for (const shot of cut.shots) {
      const entry = shots.get(shot.id);
      if (!(entry instanceof Y.Map)) continue;
      kept.push(shot.id);
      if ((entry.get('deletedAt') ?? null) !== null) entry.set('deletedAt', null);
      const isOther = (entry.get('headliner') ?? null) !== shot.headliner;
      if (isOther && (shot.headliner === null || mayStand(shot))) entry.set('headliner', shot.headliner);
    }
    const known = new Set(kept);
    const since = listShots(doc).flatMap(({ id }) => (known.has(id) ? [] : [id]));
    placeShots(doc, [...kept, ...since], randomBit);
  }, LOCAL_EDIT);
}
