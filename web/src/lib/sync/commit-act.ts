import * as Y from 'yjs';
import type { DocName } from '#shared/documents/doc-name.ts';
import type { DocSession } from './doc-session.ts';
import type { Act } from './engine.ts';
import { localCopy } from './local-copy.ts';
import type { LocalStore } from './local-store.ts';

type Ports = {
  store: LocalStore;
  createDoc: () => Y.Doc;
  isOffline: boolean;
  find: (name: DocName) => DocSession | undefined;
};

/**
 * Writes an act in one transaction of the device. Its edits are made on copies: they reach the open documents, and
 * by them the server, when they stand in the log together with the mutations, never before. Answers with the
 * documents that have new rows.
 */
export async function commitAct({ edits, mutations, drops = [] }: Act, ports: Ports): Promise<DocName[]> {
  const updates = await Promise.all(edits.map((one) => updateOf(one, ports)));
  const mayCost = mutations.some(({ kind }) => kind === 'job.create');
  const consent = ports.isOffline && mayCost ? 'needed' : undefined;
  await ports.store.commit({ updates, mutations, consent, drops }, Date.now());
  return updates.map(({ doc }) => doc);
}

async function updateOf({ doc, edit }: Act['edits'][number], ports: Ports) {
  const copy = await copyOf(doc, ports);
  const before = Y.encodeStateVector(copy);
  edit(copy);
  const update = Y.encodeStateAsUpdate(copy, before);
  copy.destroy();
  return { doc, update };
}

async function copyOf(name: DocName, { find, store, createDoc }: Ports): Promise<Y.Doc> {
  const session = find(name);
  if (!session) return localCopy(store, name, createDoc);
  await session.loaded;
  // What the edit builds on must not stand behind it in the log.
  await session.flushed();
  const copy = createDoc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(session.doc));
  return copy;
}
