import * as Y from 'yjs';
import * as z from 'zod/mini';
import { Ulid } from '../ulid.ts';
import { LOCAL_EDIT } from './index-doc.ts';
import { cleanTitle } from './plain-text.ts';

const SCENARIO_SCHEMA = 1;

export const Scene = z.object({
  id: Ulid,
  order: z.catch(z.string(), ''),
  title: z.catch(z.string(), ''),
  text: z.catch(z.string(), ''),
});
export type Scene = z.infer<typeof Scene>;

const LayerKind = z.enum(['main', 'overlay', 'titles', 'voice', 'music']);
export type LayerKind = z.infer<typeof LayerKind>;

export const Layer = z.object({ id: Ulid, order: z.catch(z.string(), ''), kind: z.catch(LayerKind, 'main') });
export type Layer = z.infer<typeof Layer>;

/** A main segment follows a shot's headliner or pins an asset; every other is anchored to a main one by an offset. */
export const Segment = z.object({
  id: Ulid,
  layer: z.catch(z.string(), ''),
  order: z.catch(z.string(), ''),
  durationFrames: z.catch(z.number().check(z.int(), z.positive()), 1),
  shot: z.catch(z.nullable(z.string()), null),
  asset: z.catch(z.nullable(z.string()), null),
  anchor: z.catch(z.nullable(z.string()), null),
  offsetFrames: z.catch(z.number().check(z.int()), 0),
});
export type Segment = z.infer<typeof Segment>;

export function listScenes(doc: Y.Doc): Scene[] {
  return listEntries(doc.getMap('scenes'), Scene);
}

export function listLayers(doc: Y.Doc): Layer[] {
  return listEntries(doc.getMap('layers'), Layer);
}

export function listSegments(doc: Y.Doc): Segment[] {
  return listEntries(doc.getMap('segments'), Segment);
}

function listEntries<T extends { id: string; order: string }>(
  map: Y.Map<unknown>,
  schema: z.ZodMiniType<T>,
): T[] {
  const entries: T[] = [];
  for (const [id, entry] of map.entries()) {
    const parsed = entry instanceof Y.Map ? schema.safeParse({ ...entry.toJSON(), id }) : undefined;
    if (parsed?.success) entries.push(parsed.data);
  }
  return entries.sort((a, b) => (a.order === b.order ? (a.id < b.id ? -1 : 1) : a.order < b.order ? -1 : 1));
}

/** The scene's text is a shared text, made whole with its owner so that two devices never make it twice. */
export function addScene(doc: Y.Doc, scene: Scene): void {
  doc.transact(() => {
    doc.getMap('meta').set('schema', SCENARIO_SCHEMA);
    const entry = new Y.Map<unknown>();
    entry.set('order', scene.order);
    entry.set('title', cleanTitle(scene.title));
    entry.set('text', new Y.Text(scene.text));
    doc.getMap('scenes').set(scene.id, entry);
  }, LOCAL_EDIT);
}

export function addLayer(doc: Y.Doc, layer: Layer): void {
  addEntry(doc, 'layers', layer);
}

export function addSegment(doc: Y.Doc, segment: Segment): void {
  addEntry(doc, 'segments', segment);
}

function addEntry(doc: Y.Doc, root: 'layers' | 'segments', { id, ...fields }: Layer | Segment): void {
  doc.transact(() => {
    const entry = new Y.Map<unknown>();
    for (const [key, value] of Object.entries(fields)) entry.set(key, value);
    doc.getMap(root).set(id, entry);
  }, LOCAL_EDIT);
}
