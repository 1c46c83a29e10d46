import type * as Y from 'yjs';
import type { DocName } from '#shared/documents/doc-name.ts';
import { applyParts } from './fold.ts';
import type { LocalStore } from './local-store.ts';

/** A document as this device knows it, read without opening it. It is a copy: edits of it go nowhere. */
export async function localCopy(store: LocalStore, name: DocName, createDoc: () => Y.Doc): Promise<Y.Doc> {
  const { snapshot, rows } = await store.loadDoc(name);
  const doc = createDoc();
  applyParts(doc, [...(snapshot ? [snapshot] : []), ...rows.map((row) => row.update)], undefined);
  return doc;
}
