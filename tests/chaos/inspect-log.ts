import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Y from 'yjs';
import { Database } from '#server/database/database.ts';
import { openDirectDriver } from '#server/database/libsql-driver.ts';
import { sql } from '#server/database/sql.ts';
import { loadDoc } from '#server/documents/doc-log.ts';
import { DocName } from '#shared/documents/doc-name.ts';
import { doubledMarks, marksOf } from './journal.ts';

export type Inspection = {
  violations: string[];
  marks: Map<DocName, Set<string>>;
  docs: Map<DocName, Y.Doc>;
};

/** Reads the files of a dead or stopped server, in a copy, as the next start would. */
export async function inspectLog(dataDir: string): Promise<Inspection> {
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-inspect-'));
  try {
    for (const name of await readdir(dataDir)) {
      if (/^raskadr\.db(-wal)?$/.test(name)) await cp(join(dataDir, name), join(folder, name));
    }
    await using database = new Database(await openDirectDriver(`file:${join(folder, 'raskadr.db')}`));
    return await inspect(database);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inspect(database: Database): Promise<Inspection> {
  const violations: string[] = [];
  const marks = new Map<DocName, Set<string>>();
  const docs = new Map<DocName, Y.Doc>();
  const [integrity] = await database.read(sql('PRAGMA integrity_check'));
  if (integrity?.integrity_check !== 'ok') violations.push(`the file: ${JSON.stringify(integrity)}`);
  const holes = await database.read(
    sql(`SELECT d.doc, d.head_seq, count(u.seq) AS rows, min(u.seq) AS first, max(u.seq) AS last
           FROM docs d LEFT JOIN doc_updates u ON u.doc = d.doc GROUP BY d.doc
           HAVING rows > 0 AND (last <> d.head_seq OR last - first + 1 <> rows)`),
  );
  for (const hole of holes) violations.push(`S3: a hole in the log: ${JSON.stringify(hole)}`);
  for (const row of await database.read(sql('SELECT doc FROM docs'))) {
    const name = DocName.parse(row.doc);
    try {
      const { doc } = await loadDoc(database, name);
      docs.set(name, doc);
      marks.set(name, new Set(marksOf(doc)));
      for (const mark of doubledMarks(doc)) violations.push(`doubled: ${mark} of ${name}`);
    } catch (error) {
      violations.push(`S3: ${name} cannot be read: ${String(error)}`);
    }
  }
  return { violations, marks, docs };
}
