import { openDexieStore } from '#lib/sync/dexie-store.ts';
import { DocName } from '#shared/documents/doc-name.ts';
import { STORE_RULES } from './store-rules.ts';

/** Runs inside the browser. */
export async function runRule(name: string): Promise<string> {
  const user = `rule ${name}`;
  try {
    await STORE_RULES[name]?.(() => openDexieStore(user));
    return 'kept';
  } catch (error) {
    return String(error);
  }
}

export async function runAbort(): Promise<{ rejected: boolean; rows: number; later: number }> {
  const doc = DocName.parse('p:01ARZ3NDEKTSV4RRFFQ69G5FA1');
  const store = await openDexieStore('abort');
  const { add } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.add = function (...args) {
    const request = add.apply(this, args);
    this.transaction.abort();
    return request;
  };
  const row = { update: new Uint8Array([1]), isSent: false };
  const rejected = await store.appendRows(doc, [row], 0).then(
    () => false,
    () => true,
  );
  IDBObjectStore.prototype.add = add;
  const rows = (await store.loadDoc(doc)).rows.length;
  await store.appendRows(doc, [row], 0);
  return { rejected, rows, later: (await store.loadDoc(doc)).rows.length };
}
