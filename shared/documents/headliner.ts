import * as Y from 'yjs';
import type { ShotId } from '../ids.ts';
import { LOCAL_EDIT } from './index-doc.ts';

/** Which asset stands for a shot; `null` for its sketch. A shot that is gone is passed over. */
export function setHeadliner(doc: Y.Doc, shot: ShotId, asset: string | null): void {
  doc.transact(() => {
    const entry = doc.getMap('shots').get(shot);
    if (entry instanceof Y.Map) entry.set('headliner', asset);
  }, LOCAL_EDIT);
}
