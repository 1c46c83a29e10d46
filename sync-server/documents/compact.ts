import * as Y from 'yjs';
import { canonicalContent } from '#shared/documents/canonical-json.ts';
import { defineRoots } from '#shared/documents/check-change.ts';
import type { DocKind } from '#shared/documents/doc-name.ts';
import type { Database } from '../database/database.ts';
import { loadDoc, snapshotStatements } from './doc-log.ts';
import type { Room } from './room.ts';
import { createServerDoc } from './server-doc.ts';

/**
 * Folds the log of a document into a new snapshot. The state in memory is trusted only after a second, independent
 * reading of the log has given the same document (S3).
 */
export async function compact(database: Database, room: Room, nowMs: number): Promise<void> {
  const seq = room.seq;
  const state = room.encodedState();
  const again = await loadDoc(database, room.name, seq);
  const ours = createServerDoc();
  Y.applyUpdate(ours, state);
  if (!isSame(ours, again.doc, room.address.kind)) {
    throw new Error(`the log of ${room.name} and its memory differ at ${seq}`);
  }
  await database.write(snapshotStatements(room.name, state, { seq, previousSeq: again.snapshotSeq, nowMs }));
  room.wasCompacted(seq);
}

function isSame(a: Y.Doc, b: Y.Doc, kind: DocKind): boolean {
  for (const doc of [a, b]) defineRoots(doc, kind);
  return Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b)) && canonicalContent(a) === canonicalContent(b);
}
