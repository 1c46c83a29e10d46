import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RunningSystem } from '../servers/system.ts';

/** Bytes that a server keeps of one document: what a start has to read, and everything that lies there. */
export type StoredSize = { readBytes: number; keptBytes: number; rowsAfterSnapshot: number };

const oursSql = `
  WITH newest AS (SELECT coalesce(max(seq), 0) AS seq FROM doc_snapshots WHERE doc = :doc)
  SELECT
    (SELECT coalesce(sum(length(bytes)), 0) FROM doc_snapshots WHERE doc = :doc AND seq = newest.seq)
      + (SELECT coalesce(sum(length(bytes)), 0) FROM doc_updates WHERE doc = :doc AND seq > newest.seq) AS readBytes,
    (SELECT coalesce(sum(length(bytes)), 0) FROM doc_snapshots WHERE doc = :doc)
      + (SELECT coalesce(sum(length(bytes)), 0) FROM doc_updates WHERE doc = :doc) AS keptBytes,
    (SELECT count(*) FROM doc_updates WHERE doc = :doc AND seq > newest.seq) AS rowsAfterSnapshot
  FROM newest`;

const hocuspocusSql = `
  SELECT length(data) AS readBytes, length(data) AS keptBytes, 0 AS rowsAfterSnapshot FROM documents WHERE name = :doc`;

export function findStoredSize(system: RunningSystem, doc: string): StoredSize | undefined {
  if (system.store === null) return undefined;
  const isOurs = system.key === 'ours';
  const file = join(system.dataFolder, isOurs ? 'raskadr.db' : 'hocuspocus.db');
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const row = database.prepare(isOurs ? oursSql : hocuspocusSql).get({ doc });
    if (row === undefined) return undefined;
    const { readBytes, keptBytes, rowsAfterSnapshot } = row;
    return {
      readBytes: Number(readBytes),
      keptBytes: Number(keptBytes),
      rowsAfterSnapshot: Number(rowsAfterSnapshot),
    };
  } finally {
    database.close();
  }
}
