import * as Y from 'yjs';
import * as z from 'zod/mini';
import { ShotId } from '../ids.ts';
import { NOTE_MAX_CHARS, SHOTS_MAX } from './limits.ts';
import { isOrderKey, orderKeysBetween, type RandomBit } from './order-key.ts';
import { cleanTitle, cutChars } from './plain-text.ts';

const INDEX_SCHEMA = 1;

export const ShotState = z.enum(['waiting', 'in_progress', 'ready']);
export type ShotState = z.infer<typeof ShotState>;

/** A shot as every face reads it. Whatever a newer or foreign client wrote is read as the nearest sound value. */
export const Shot = z.object({
  id: ShotId,
  order: z.catch(z.string(), ''),
  title: z.catch(z.string(), ''),
  note: z.catch(z.string(), ''),
  state: z.catch(ShotState, 'waiting'),
  planS: z.catch(z.nullable(z.number().check(z.nonnegative())), null),
  headliner: z.catch(z.nullable(z.string()), null),
  deletedAt: z.catch(z.nullable(z.union([z.number(), z.string()])), null),
});
export type Shot = z.infer<typeof Shot>;
export type NumberedShot = Shot & { number: number };

export type ProjectMeta = { name: string; schema: number };

export function readMeta(doc: Y.Doc): ProjectMeta {
  const meta = doc.getMap('meta');
  const name: unknown = meta.get('name');
  const schema: unknown = meta.get('schema');
  return {
    name: typeof name === 'string' ? name : '',
    schema: typeof schema === 'number' ? schema : INDEX_SCHEMA,
  };
}

/** Shots in their order, numbered from 1; the trash is left out. */
export function listShots(doc: Y.Doc): NumberedShot[] {
  return allShots(doc)
    .filter((shot) => shot.deletedAt === null)
    .map((shot, position) => ({ ...shot, number: position + 1 }));
}

/** Shots in the trash, the last one thrown away first. */
export function listTrash(doc: Y.Doc): Shot[] {
  return allShots(doc)
    .filter((shot) => shot.deletedAt !== null)
    .sort(byTrashed);
}

function allShots(doc: Y.Doc): Shot[] {
  const shots: Shot[] = [];
  for (const [id, entry] of shotMaps(doc).entries()) {
    const shot = entry instanceof Y.Map ? Shot.safeParse({ ...entry.toJSON(), id }) : undefined;
    if (shot?.success) shots.push(shot.data);
  }
  return shots.sort(byOrder);
}

/** The order every device shows: by key, ties by id. */
export function byOrder(a: Shot, b: Shot): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** The last one thrown away first; what went together keeps its order. */
export function byTrashed(a: Shot, b: Shot): number {
  return trashedAtMs(b) - trashedAtMs(a) || byOrder(a, b);
}

function trashedAtMs({ deletedAt }: Shot): number {
  return Number(deletedAt) || 0;
}

function shotMaps(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap('shots');
}

/** The origin of every edit made by a person in this tab; undo tracks it. */
export const LOCAL_EDIT = 'local edit';

export function initIndexDoc(doc: Y.Doc, name: string): void {
  doc.transact(() => {
    const meta = doc.getMap('meta');
    meta.set('schema', INDEX_SCHEMA);
    meta.set('name', cleanTitle(name));
  }, LOCAL_EDIT);
}

export function renameProject(doc: Y.Doc, name: string): void {
  doc.transact(() => doc.getMap('meta').set('name', cleanTitle(name)), LOCAL_EDIT);
}

export type NewShot = { id: ShotId; title: string; note?: string; state?: ShotState; planS?: number };

/** How many more shots the document takes (D5); those in the trash count. */
export function countFreePlaces(doc: Y.Doc): number {
  return Math.max(0, SHOTS_MAX - shotMaps(doc).size);
}

/** Adds whole shots at a position of the visible list: every nested map is made in this one transaction. */
export function addShots(
  doc: Y.Doc,
  newShots: NewShot[],
  { at, randomBit }: { at: number; randomBit: RandomBit },
): void {
  const added = newShots.slice(0, countFreePlaces(doc));
  const keys = keysAt(listShots(doc), at, { count: added.length, randomBit });
  doc.transact(() => {
    for (const [position, shot] of added.entries()) {
      const entry = new Y.Map<unknown>();
      entry.set('order', keys[position]);
      entry.set('title', cleanTitle(shot.title));
      entry.set('note', cutChars(shot.note ?? '', NOTE_MAX_CHARS));
      entry.set('state', shot.state ?? 'waiting');
      entry.set('planS', shot.planS ?? null);
      entry.set('headliner', null);
      entry.set('deletedAt', null);
      shotMaps(doc).set(shot.id, entry);
    }
  }, LOCAL_EDIT);
}

export function renameShot(doc: Y.Doc, id: ShotId, title: string): void {
  editShots(doc, [id], (entry) => entry.set('title', cleanTitle(title)));
}

export function setShotNote(doc: Y.Doc, id: ShotId, note: string): void {
  editShots(doc, [id], (entry) => entry.set('note', cutChars(note, NOTE_MAX_CHARS)));
}

export function setShotState(doc: Y.Doc, ids: ShotId[], state: ShotState): void {
  editShots(doc, ids, (entry) => entry.set('state', state));
}

/** Planned seconds; `null` for a shot without a plan. */
export function setShotPlan(doc: Y.Doc, ids: ShotId[], planS: number | null): void {
  editShots(doc, ids, (entry) => entry.set('planS', planS));
}

/** A first result stands for a shot that has none and is not in the trash. A person's choice is never touched. */
export function offerHeadliner(doc: Y.Doc, id: ShotId, asset: string): void {
  editShots(doc, [id], (entry) => {
    const isInUse = (entry.get('deletedAt') ?? null) === null;
    if (isInUse && (entry.get('headliner') ?? null) === null) entry.set('headliner', asset);
  });
}

export type ShotCopy = { from: ShotId; id: ShotId };

/** Whole copies without what was made for the original; they stand together right after the last of the originals. */
export function duplicateShots(doc: Y.Doc, copies: ShotCopy[], randomBit: RandomBit): void {
  const idOf = new Map(copies.map(({ from, id }) => [from, id]));
  const shots = listShots(doc);
  const copied = shots.flatMap(({ id, title, note, planS }) => {
    const copy = idOf.get(id);
    return copy ? [{ id: copy, title, note, ...(planS === null ? {} : { planS }) }] : [];
  });
  const at = shots.findLastIndex(({ id }) => idOf.has(id)) + 1;
  addShots(doc, copied, { at, randomBit });
}

/**
 * Moves shots, keeping their order among themselves, so that the first stands at `at` in the list without them.
 * A caller that has the visible list at hand spares the reading of the whole document.
 */
export function moveShots(
  doc: Y.Doc,
  ids: ShotId[],
  { at, randomBit, shots = listShots(doc) }: { at: number; randomBit: RandomBit; shots?: Shot[] },
): void {
  const moved = new Set(ids);
  const inOrder = shots.filter((shot) => moved.has(shot.id)).map((shot) => shot.id);
  const rest = shots.filter((shot) => !moved.has(shot.id));
  const keys = keysAt(rest, at, { count: inOrder.length, randomBit });
  const keyOf = new Map(inOrder.map((id, position) => [id, keys[position]]));
  editShots(doc, inOrder, (entry, id) => entry.set('order', keyOf.get(id)));
}

/** A device whose clock is behind still throws away last: the trash is ordered by these times. */
export function trashShots(doc: Y.Doc, ids: ShotId[], nowMs: number): void {
  const lastMs = listTrash(doc).reduce((last, shot) => Math.max(last, trashedAtMs(shot)), 0);
  const atMs = Math.max(nowMs, lastMs + 1);
  editShots(doc, ids, (entry) => entry.set('deletedAt', atMs));
}

export function restoreShots(doc: Y.Doc, ids: ShotId[]): void {
  editShots(doc, ids, (entry) => entry.set('deletedAt', null));
}

/** Shots that another device has removed meanwhile are passed over. */
function editShots(doc: Y.Doc, ids: ShotId[], edit: (entry: Y.Map<unknown>, id: ShotId) => void): void {
  doc.transact(() => {
    for (const id of ids) {
      const entry = shotMaps(doc).get(id);
      if (entry instanceof Y.Map) edit(entry, id);
    }
  }, LOCAL_EDIT);
}

/** Keys for a gap. Neighbours with equal or broken keys are stepped over, else no key would fit between them. */
function keysAt(
  shots: Shot[],
  at: number,
  { count, randomBit }: { count: number; randomBit: RandomBit },
): string[] {
  const position = Math.max(0, Math.min(at, shots.length));
  const before = shots.slice(0, position).findLast((shot) => isOrderKey(shot.order))?.order ?? null;
  const after = shots
    .slice(position)
    .find((shot) => isOrderKey(shot.order) && (before === null || shot.order > before));
  return orderKeysBetween(before, after?.order ?? null, { count, randomBit });
}

/** Counts without reading whole shots: the server asks after every edit. */
export function countShots(doc: Y.Doc): { shots: number; ready: number } {
  let shots = 0;
  let ready = 0;
  for (const entry of shotMaps(doc).values()) {
    if (!(entry instanceof Y.Map) || (entry.get('deletedAt') ?? null) !== null) continue;
    shots++;
    if (entry.get('state') === 'ready') ready++;
  }
  return { shots, ready };
}
