import { type DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import type { UnsentItem } from './engine.ts';
import type { LocalStore } from './local-store.ts';

/** Everything of this device that the server has not answered for, mutations first. */
export async function listUnsent(store: LocalStore): Promise<UnsentItem[]> {
  const items = new Map<DocName, UnsentItem & { kind: 'document' }>();
  for (const { doc, update, atMs } of await store.listUnsent()) {
    const item = items.get(doc) ?? {
      kind: 'document' as const,
      doc,
      project: docAddressOf(doc).project,
      rows: 0,
      bytes: 0,
      sinceMs: atMs,
    };
    items.set(doc, { ...item, rows: item.rows + 1, bytes: item.bytes + update.byteLength });
  }
  const mutations = (await store.listMutations()).map(
    ({ id, mutation, atMs, fault }): UnsentItem => ({ kind: 'mutation', id, mutation, sinceMs: atMs, fault }),
  );
  return [...mutations, ...items.values()];
}
