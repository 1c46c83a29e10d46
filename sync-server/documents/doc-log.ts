import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import { type DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import type { DeviceId, UserId } from '#shared/ids.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, type SqlValue, type Statement, sql } from '../database/sql.ts';
import { createServerDoc } from './server-doc.ts';

/** One accepted update on its way into the log. `push` names the client's row when it came by HTTP. */
export type LogEntry = {
  bytes: Uint8Array;
  /** On whose behalf; nobody's when a schedule asked. */
  user: UserId | null;
  push?: { device: DeviceId; row: number } | undefined;
};

export type LoadedDoc = {
  doc: Y.Doc;
  head: number;
  /** Where the newest sound snapshot stands, and what has come since. */
  snapshotSeq: number;
  rowsSince: number;
  bytesSince: number;
  stateBytes: number;
  usedFallback: boolean;
};

/** Only this document is out of order; all others go on. */
export class DamagedDocError extends Error {}

function checksum(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/** Reads a document from its log, up to the row `upTo` or to the end. */
export async function loadDoc(
  database: Database,
  name: DocName,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<LoadedDoc> {
  const record = await database.readOne(sql('SELECT head_seq FROM docs WHERE doc = ?', name));
  const head = Math.min(Number(record?.head_seq ?? 0), upTo);
  const snapshots = await database.read(
    sql('SELECT seq, bytes, sha256 FROM doc_snapshots WHERE doc = ? ORDER BY seq DESC', name),
  );
  // With no sound one the rows decide: until the second snapshot they are all there.
  const sound = snapshots.find(isSound);
  const snapshotSeq = Number(sound?.seq ?? 0);
  const rows = await database.read(
    sql(
      'SELECT seq, bytes, sha256 FROM doc_updates WHERE doc = ? AND seq > ? AND seq <= ? ORDER BY seq',
      name,
      snapshotSeq,
      head,
    ),
  );
  rows.forEach((row, position) => {
    if (Number(row.seq) !== snapshotSeq + position + 1)
      throw new DamagedDocError(`row ${row.seq} is out of line`);
    if (!isSound(row)) throw new DamagedDocError(`row ${row.seq} has a wrong checksum`);
  });
  if (snapshotSeq + rows.length !== head) throw new DamagedDocError(`the log ends before ${head}`);

  const parts = [...(sound ? [bytesOf(sound)] : []), ...rows.map(bytesOf)];
  return {
    doc: docOf(parts),
    head,
    snapshotSeq,
    rowsSince: rows.length,
    bytesSince: rows.reduce((sum, row) => sum + bytesOf(row).byteLength, 0),
    stateBytes: parts.reduce((sum, part) => sum + part.byteLength, 0),
    usedFallback: sound !== snapshots[0],
  };
}

function docOf(updates: Uint8Array[]): Y.Doc {
  const doc = createServerDoc();
  try {
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update);
    });
  } catch (error) {
    throw new DamagedDocError('an update cannot be read', { cause: error });
  }
  if (hasPending(doc)) throw new DamagedDocError('an update is missing');
  return doc;
}

export function hasPending(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
}

function isSound(row: SqlRow): boolean {
  return Buffer.from(checksum(bytesOf(row))).equals(blobOf(row.sha256));
}

function bytesOf(row: SqlRow): Uint8Array {
  return blobOf(row.bytes);
}

/** STRICT tables hand out nothing else here; what another hand wrote into the file counts as damaged. */
function blobOf(value: SqlValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

/** The statements of one transaction that appends entries after `head`. */
export function appendStatements(
  name: DocName,
  entries: LogEntry[],
  { head, nowMs }: { head: number; nowMs: number },
): Statement[] {
  const { kind, project } = docAddressOf(name);
  const first =
    head === 0
      ? [
          sql(
            'INSERT INTO docs (doc, project, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
            name,
            project,
            kind,
          ),
        ]
      : [];
  return [
    ...first,
    ...entries.flatMap(({ bytes, user, push }, position) => [
      sql(
        'INSERT INTO doc_updates (doc, seq, bytes, sha256, user_id, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        name,
        head + position + 1,
        bytes,
        checksum(bytes),
        user,
        nowMs,
      ),
      ...(push
        ? [
            sql(
              'INSERT INTO doc_pushes (doc, device, row) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
              name,
              push.device,
              push.row,
            ),
          ]
        : []),
    ]),
  ];
}

/**
 * A new snapshot at `seq`. The one before it stays, and so do the rows after that one: a damaged snapshot can be
 * made again.
 */
export function snapshotStatements(
  name: DocName,
  state: Uint8Array,
  { seq, previousSeq, nowMs }: { seq: number; previousSeq: number; nowMs: number },
): Statement[] {
  return [
    sql(
      `INSERT INTO doc_snapshots (doc, seq, bytes, sha256, created_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (doc, seq) DO UPDATE SET bytes = excluded.bytes, sha256 = excluded.sha256`,
      name,
      seq,
      state,
      checksum(state),
      nowMs,
    ),
    sql('DELETE FROM doc_updates WHERE doc = ? AND seq <= ?', name, previousSeq),
    sql('DELETE FROM doc_snapshots WHERE doc = ? AND seq < ?', name, previousSeq),
  ];
}

export async function findPushedRows(
  database: Database,
  name: DocName,
  { device, from, to }: { device: DeviceId; from: number; to: number },
): Promise<Set<number>> {
  const rows = await database.read(
    sql(
      'SELECT row FROM doc_pushes WHERE doc = ? AND device = ? AND row BETWEEN ? AND ?',
      name,
      device,
      from,
      to,
    ),
  );
  return new Set(rows.map((row) => Number(row.row)));
}
