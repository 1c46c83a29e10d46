import * as Y from 'yjs';
import * as z from 'zod/mini';
import { ShotId } from '../ids.ts';
import { Ulid } from '../ulid.ts';
import { LOCAL_EDIT } from './index-doc.ts';
import { MOTIF_TEXT_MAX_CHARS } from './limits.ts';
import { isOrderKey, orderKeyBetween, type RandomBit } from './order-key.ts';
import { cleanTitle, cutChars } from './plain-text.ts';

export const SHELF_MAX = 300;
/** All texts of a shelf together: the index document has to hold the film beside them. */
export const SHELF_TEXTS_MAX_CHARS = 300_000;
export const MOTIF_NAME_MAX_CHARS = 120;
const MOTIF_PICTURES_MAX = 8;

export const MotifKind = z.enum(['character', 'place', 'style']);
export type MotifKind = z.infer<typeof MotifKind>;

/** A picture of some shot of the project. */
export const MotifPicture = z.object({ asset: Ulid, shot: ShotId });
export type MotifPicture = z.infer<typeof MotifPicture>;

/** Who or what comes back from shot to shot. What a foreign client wrote is read as the nearest sound value. */
export const Motif = z.object({
  id: Ulid,
  kind: z.catch(MotifKind, 'character'),
  name: z.catch(z.string(), ''),
  text: z.catch(z.string(), ''),
  assets: z.catch(z.pipe(z.array(z.unknown()), z.transform(soundPictures)), []),
  order: z.catch(z.string(), ''),
  deletedAt: z.catch(z.nullable(z.number()), null),
});
export type Motif = z.infer<typeof Motif>;

function soundPictures(values: unknown[]): MotifPicture[] {
  const pictures = new Map<string, MotifPicture>();
  for (const value of values) {
    const picture = MotifPicture.safeParse(value);
    if (picture.success && !pictures.has(picture.data.asset)) pictures.set(picture.data.asset, picture.data);
  }
  return [...pictures.values()].slice(0, MOTIF_PICTURES_MAX);
}

function shelfOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap('shelf');
}

/** Everything on the shelf in its order, what lies in its trash too. */
export function listShelf(doc: Y.Doc): Motif[] {
  const motifs: Motif[] = [];
  for (const [id, entry] of shelfOf(doc).entries()) {
    const motif = entry instanceof Y.Map ? Motif.safeParse({ ...entry.toJSON(), id }) : undefined;
    if (motif?.success) motifs.push(motif.data);
  }
  return motifs.sort(byOrder);
}

function byOrder(a: Motif, b: Motif): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

export type NewMotif = { id: string; kind: MotifKind; name: string; text?: string; assets?: MotifPicture[] };

/** Puts a whole motif at the end, in one transaction. Returns whether there was room. */
export function addMotif(doc: Y.Doc, motif: NewMotif, randomBit: RandomBit): boolean {
  if (shelfOf(doc).size >= SHELF_MAX) return false;
  const last = listShelf(doc).findLast(({ order }) => isOrderKey(order));
  doc.transact(() => {
    const entry = new Y.Map<unknown>();
    entry.set('kind', motif.kind);
    entry.set('name', cleanName(motif.name));
    entry.set('text', cutChars(motif.text ?? '', roomForText(doc, motif.id)));
    entry.set('assets', soundPictures(motif.assets ?? []));
    entry.set('order', orderKeyBetween(last?.order ?? null, null, randomBit));
    entry.set('deletedAt', null);
    shelfOf(doc).set(motif.id, entry);
  }, LOCAL_EDIT);
  return true;
}

export function renameMotif(doc: Y.Doc, id: string, name: string): void {
  editMotif(doc, id, (entry) => entry.set('name', cleanName(name)));
}

/** Of two people who write it at once the last one is heard. What there is no room for is cut off. */
export function setMotifText(doc: Y.Doc, id: string, text: string): void {
  editMotif(doc, id, (entry) => entry.set('text', cutChars(text, roomForText(doc, id))));
}

export function setMotifKind(doc: Y.Doc, id: string, kind: MotifKind): void {
  editMotif(doc, id, (entry) => entry.set('kind', kind));
}

/** How long the text of a motif may become, beside those of all others. */
export function roomForText(doc: Y.Doc, id: string): number {
  let others = 0;
  for (const [key, entry] of shelfOf(doc).entries()) {
    const text: unknown = key !== id && entry instanceof Y.Map ? entry.get('text') : undefined;
    if (typeof text === 'string') others += text.length;
  }
  return Math.max(0, Math.min(MOTIF_TEXT_MAX_CHARS, SHELF_TEXTS_MAX_CHARS - others));
}

/** Returns whether there was room; what stands there already stays where it is. */
export function addPicture(doc: Y.Doc, id: string, picture: MotifPicture): boolean {
  const pictures = picturesOf(doc, id);
  if (pictures.some(({ asset }) => asset === picture.asset)) return true;
  if (pictures.length >= MOTIF_PICTURES_MAX) return false;
  editMotif(doc, id, (entry) => entry.set('assets', [...pictures, picture]));
  return true;
}

export function removePicture(doc: Y.Doc, id: string, asset: string): void {
  const pictures = picturesOf(doc, id).filter((one) => one.asset !== asset);
  editMotif(doc, id, (entry) => entry.set('assets', pictures));
}

/** The first picture stands for the motif. */
export function makeCover(doc: Y.Doc, id: string, asset: string): void {
  const pictures = picturesOf(doc, id);
  const cover = pictures.find((one) => one.asset === asset);
  if (!cover) return;
  editMotif(doc, id, (entry) => entry.set('assets', [cover, ...pictures.filter((one) => one !== cover)]));
}

function picturesOf(doc: Y.Doc, id: string): MotifPicture[] {
  return listShelf(doc).find((motif) => motif.id === id)?.assets ?? [];
}

/** Puts a motif before or after its neighbour of the same kind; at the edge nothing happens. */
export function stepMotif(
  doc: Y.Doc,
  id: string,
  { by, randomBit }: { by: 1 | -1; randomBit: RandomBit },
): void {
  const motifs = listShelf(doc);
  const moved = motifs.find((motif) => motif.id === id);
  const group = motifs.filter(({ kind, deletedAt }) => kind === moved?.kind && deletedAt === null);
  const target = group[group.findIndex((motif) => motif.id === id) + by];
  if (!moved || !target || moved.deletedAt !== null) return;
  const rest = motifs.filter((motif) => motif.id !== id && isOrderKey(motif.order));
  const place = rest.findIndex((motif) => motif.id === target.id);
  if (place < 0) return;
  const gap = by === 1 ? place + 1 : place;
  const before = rest[gap - 1]?.order ?? null;
  const after = rest.slice(gap).find(({ order }) => before === null || order > before)?.order ?? null;
  editMotif(doc, id, (entry) => entry.set('order', orderKeyBetween(before, after, randomBit)));
}

export function trashMotif(doc: Y.Doc, id: string, nowMs: number): void {
  editMotif(doc, id, (entry) => entry.set('deletedAt', nowMs));
}

export function restoreMotif(doc: Y.Doc, id: string): void {
  editMotif(doc, id, (entry) => entry.set('deletedAt', null));
}

function cleanName(name: string): string {
  return cutChars(cleanTitle(name), MOTIF_NAME_MAX_CHARS);
}

/** What another device has removed meanwhile is passed over. */
function editMotif(doc: Y.Doc, id: string, edit: (entry: Y.Map<unknown>) => void): void {
  doc.transact(() => {
    const entry = shelfOf(doc).get(id);
    if (entry instanceof Y.Map) edit(entry);
  }, LOCAL_EDIT);
}
