import * as Y from 'yjs';
import { LOCAL_EDIT } from '../documents/index-doc.ts';
import { draftOf } from '../documents/shot-doc.ts';

export function hasShotContent(doc: Y.Doc): boolean {
  return draftOf(doc).length > 0 || doc.getMap('params').size > 0;
}

/** A copy begins from the same draft and parameters; prompts and takes tell what was made, and stay with the original. */
export function copyShotContent(from: Y.Doc, to: Y.Doc): void {
  to.transact(() => {
    draftOf(to).applyDelta(draftOf(from).toDelta());
    for (const [name, value] of from.getMap('params').entries())
      to.getMap('params').set(name, value instanceof Y.AbstractType ? value.clone() : value);
  }, LOCAL_EDIT);
}
