import * as Y from 'yjs';
import { applyParts } from './fold.ts';
import type { LocalStore } from './local-store.ts';

/** Everything of this device that the server may lack, as one readable file that also carries the exact bytes. */
export async function exportCopy(store: LocalStore): Promise<Blob> {
  const unsent = await store.listUnsent();
  const docs = await Promise.all(
    [...new Set(unsent.map((row) => row.doc))].map(async (doc) => {
      const { snapshot, rows } = await store.loadDoc(doc);
      const whole = new Y.Doc();
      applyParts(whole, [...(snapshot ? [snapshot] : []), ...rows.map((row) => row.update)], undefined);
      return {
        doc,
        content: readable(whole),
        state: base64(Y.encodeStateAsUpdate(whole)),
        unsent: unsent.filter((row) => row.doc === doc).map((row) => base64(row.update)),
      };
    }),
  );
  const copy = {
    format: 'raskadr-unsent',
    version: 1,
    madeAt: new Date().toISOString(),
    docs,
    mutations: await store.listMutations(),
    damaged: (await store.listDamaged()).map(({ doc, update }) => ({ doc, update: base64(update) })),
  };
  return new Blob([JSON.stringify(copy, null, 2)], { type: 'application/json' });
}

/** A fresh document does not know its roots' types; these are all that ours have. */
function readable(doc: Y.Doc): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  for (const name of doc.share.keys())
    content[name] = name === 'draft' ? doc.getText(name).toJSON() : doc.getMap(name).toJSON();
  return content;
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
