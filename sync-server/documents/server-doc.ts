import * as Y from 'yjs';

/**
 * A document that holds what the log says and nothing else. Yjs by itself deletes text formatting of others that has
 * no effect; here nobody would store that edit, and the gate would take a client's own one for known.
 */
export function createServerDoc(): Y.Doc {
  const doc = new Y.Doc();
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    transaction._needFormattingCleanup = false;
  });
  return doc;
}
