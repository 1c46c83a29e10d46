import * as Y from 'yjs';
import { createServerDoc } from '../documents/server-doc.ts';

const ROUNDS_MAX = 8;

/**
 * The state as reading it gives it back. Yjs joins neighbouring items when it reads a document, so the first encoding
 * may differ from the next; what is exported must not change by being imported.
 */
export function canonicalState(state: Uint8Array): Uint8Array {
  let current = state;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const doc = createServerDoc();
    Y.applyUpdate(doc, current);
    const again = Y.encodeStateAsUpdate(doc);
    doc.destroy();
    if (Buffer.from(again).equals(current)) return current;
    current = again;
  }
  return current;
}

export function isEmptyState(state: Uint8Array): boolean {
  return clientsOf(state).size === 0;
}

/** Whose edits a state holds: replicas of one document share some, documents of their own share none. */
export function clientsOf(state: Uint8Array): Set<number> {
  return new Set(Y.decodeStateVector(Y.encodeStateVectorFromUpdate(state)).keys());
}
