import { DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import type { Database } from '../database/database.ts';
import { type Statement, sql } from '../database/sql.ts';
import { projectRecordsFeed } from '../jobs/job-feed.ts';
import type { Log } from '../ports.ts';
import { DamagedDocError, loadDoc } from './doc-log.ts';
import { type ShotAddress, wholeShot } from './shot-projection.ts';
import { shotRecordStatements } from './shot-record-statements.ts';

/**
 * Writes the rows of the shots that nobody has read since an older version wrote them. Before any room is open, so that
 * nothing newer can be overwritten; killed in between, the next start does the rest. Never keeps a server from starting.
 */
export async function readUnreadShots(database: Database, log: Log): Promise<void> {
  const rows = await database.read(sql('SELECT doc FROM unread_shots ORDER BY doc'));
  for (const { doc } of rows) {
    try {
      await database.write([
        ...(await shotRowsAnew(database, DocName.parse(doc))),
        sql('DELETE FROM unread_shots WHERE doc = ?', String(doc)),
      ]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn('shot_not_read', { doc: String(doc), reason });
      if (!(error instanceof DamagedDocError)) return;
    }
  }
}

/** All rows of a shot as its document has them, and none besides. Some statements return feed rows. */
export async function shotRowsAnew(database: Database, name: DocName): Promise<Statement[]> {
  const address = docAddressOf(name);
  if (address.kind !== 'shot') return [];
  const { doc } = await loadDoc(database, name);
  const news = wholeShot(address, doc);
  doc.destroy();
  const told = await listTold(database, address);
  const isGone = (kind: string, records: { id: string }[]) => {
    const there = new Set(records.map(({ id }) => id));
    return told.flatMap((row) => (row.kind === kind && !there.has(row.id) ? [row.id] : []));
  };
  const gone = { prompts: isGone('prompt', news.prompts), marks: isGone('mark', news.marks) };
  const { project, shot } = address;
  return [
    sql('DELETE FROM prompts WHERE project = ? AND shot = ?', project, shot),
    sql('DELETE FROM asset_marks WHERE project = ? AND shot = ?', project, shot),
    ...shotRecordStatements(address, { ...news, gone }),
  ];
}

async function listTold(
  database: Database,
  { project, shot }: ShotAddress,
): Promise<{ kind: string; id: string }[]> {
  const rows = await database.read(
    sql(
      `SELECT kind, substr(id, 28) AS id FROM feed_rows
         WHERE feed = ?1 AND kind IN ('prompt', 'mark') AND id >= ?2 || ':' AND id < ?2 || ';' AND value IS NOT NULL`,
      projectRecordsFeed(project),
      shot,
    ),
  );
  return rows.map(({ kind, id }) => ({ kind: String(kind), id: String(id) }));
}
