import * as Y from 'yjs';
import { markerOf } from './marker.ts';

/** One writer's updates, made before the clock starts: one new key each, so that no update erases another's marker. */
export function markedUpdates(writer: number, count: number): Uint8Array[] {
  const doc = new Y.Doc();
  const prompts = doc.getMap('prompts');
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let n = 0; n < count; n += 1) prompts.set(markerOf(writer, n), { model: 'imitation/image', step: n });
  doc.destroy();
  return updates;
}
