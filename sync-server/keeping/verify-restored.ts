import { DocName } from '#shared/documents/doc-name.ts';
import type { Database } from '../database/database.ts';
import { openReader } from '../database/libsql-driver.ts';
import { sql } from '../database/sql.ts';
import { DamagedDocError, loadDoc } from '../documents/doc-log.ts';
import type { BackupManifest } from './manifest.ts';
import { readingDatabase } from './reading-database.ts';
import { digestTables } from './table-digests.ts';

export type VerifiedTable = { name: string; rows: number; expectedRows: number; isEqual: boolean };

export type Verification = {
  isSound: boolean;
  isDatabaseSound: boolean;
  tables: VerifiedTable[];
  docs: number;
  damagedDocs: string[];
};

/** Compares a restored database with what was written down when the backup was made, and reads every document. */
export async function verifyRestored(file: string, manifest: BackupManifest): Promise<Verification> {
  const connection = openReader(`file:${file}`);
  await using database = readingDatabase(connection);
  const [row] = await database.read(sql('PRAGMA integrity_check(1)'));
  const isDatabaseSound = row?.integrity_check === 'ok';
  const found = new Map(digestTables(connection).map((table) => [table.name, table]));
  const tables = manifest.tables.map(({ name, rows: expectedRows, sha256 }) => {
    const table = found.get(name);
    const isEqual = table?.rows === expectedRows && table.sha256 === sha256;
    return { name, rows: table?.rows ?? 0, expectedRows, isEqual };
  });
  const { docs, damagedDocs } = await readEveryDoc(database);
  const isSound =
    isDatabaseSound &&
    found.size === tables.length &&
    tables.every(({ isEqual }) => isEqual) &&
    damagedDocs.length === 0;
  return { isSound, isDatabaseSound, tables, docs, damagedDocs };
}

async function readEveryDoc(database: Database): Promise<{ docs: number; damagedDocs: string[] }> {
  const rows = await database.read(sql('SELECT doc FROM docs ORDER BY doc'));
  const damagedDocs: string[] = [];
  for (const { doc } of rows) {
    try {
      (await loadDoc(database, DocName.parse(doc))).doc.destroy();
    } catch (error) {
      if (!(error instanceof DamagedDocError)) throw error;
      damagedDocs.push(String(doc));
    }
  }
  return { docs: rows.length, damagedDocs };
}
