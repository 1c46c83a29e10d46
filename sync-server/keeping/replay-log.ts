import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import { canonicalContent } from '#shared/documents/canonical-json.ts';
import { defineRoots } from '#shared/documents/check-change.ts';
import { type DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, sql } from '../database/sql.ts';
import { createServerDoc } from '../documents/server-doc.ts';

export type LogRow = { seq: number; bytes: Uint8Array; isSound: boolean };
export type DocRows = { head: number; snapshots: LogRow[]; updates: LogRow[] };

/** Everything that is stored of a document, in the order of its numbers. */
export async function readDocRows(database: Database, doc: DocName): Promise<DocRows> {
  const record = await database.readOne(sql('SELECT head_seq FROM docs WHERE doc = ?', doc));
  const read = async (table: 'doc_snapshots' | 'doc_updates') =>
    (await database.read(sql(`SELECT seq, bytes, sha256 FROM ${table} WHERE doc = ? ORDER BY seq`, doc))).map(
      logRowOf,
    );
  return {
    head: Number(record?.head_seq ?? 0),
    snapshots: await read('doc_snapshots'),
    updates: await read('doc_updates'),
  };
}

function logRowOf({ seq, bytes, sha256 }: SqlRow): LogRow {
  const content = bytes instanceof Uint8Array ? bytes : new Uint8Array();
  const found = createHash('sha256').update(content).digest();
  const isSound = sha256 instanceof Uint8Array && found.equals(sha256);
  return { seq: Number(seq), bytes: content, isSound };
}

/** The state at `seq` from an earlier snapshot and the rows after it, when all of them are there and sound. */
export function replayTo({ snapshots, updates }: DocRows, seq: number): Uint8Array | undefined {
  const base = snapshots.findLast((snapshot) => snapshot.isSound && snapshot.seq < seq);
  const from = base?.seq ?? 0;
  const rows = updates.filter((row) => row.seq > from && row.seq <= seq);
  const isWhole =
    rows.length === seq - from && rows.every((row, n) => row.isSound && row.seq === from + n + 1);
  if (!isWhole) return undefined;
  const doc = createServerDoc();
  try {
    doc.transact(() => {
      for (const { bytes } of [...(base ? [base] : []), ...rows]) Y.applyUpdate(doc, bytes);
    });
    return Y.encodeStateAsUpdate(doc);
  } catch {
    return undefined;
  } finally {
    doc.destroy();
  }
}

/** Whether two states hold the same content and the same deletions. */
export function isSameState(name: DocName, a: Uint8Array, b: Uint8Array): boolean {
  const [one, other] = [a, b].map((state) => {
    const doc = createServerDoc();
    defineRoots(doc, docAddressOf(name).kind);
    Y.applyUpdate(doc, state);
    return doc;
  });
  if (!one || !other) return false;
  return (
    Y.equalSnapshots(Y.snapshot(one), Y.snapshot(other)) && canonicalContent(one) === canonicalContent(other)
  );
}
