import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { DamagedDocError, loadDoc } from '../documents/doc-log.ts';
import { type ShotAddress, wholeShot } from '../documents/shot-projection.ts';
import { projectRecordsFeed } from '../jobs/job-feed.ts';
import type { Problem } from './problem.ts';

const PROMPT = `json_object('id', id, 'shot', shot, 'text', text, 'model', model, 'params', json(params),
  'createdAt', created_at, 'origin', origin, 'parent', parent, 'remark', remark, 'source', source)`;

const MARK = `json_object('id', id, 'shot', shot, 'rating', rating,
  'favourite', json(CASE favourite WHEN 0 THEN 'false' ELSE 'true' END), 'flag', flag, 'note', note,
  'deletedAt', deleted_at)`;

/** V4: the rows of prompts and marks, and what the pages are told of them, say what the documents of the shots say. */
export async function checkShots(database: Database): Promise<Problem[]> {
  const problems: Problem[] = [];
  const unread = await database.read(sql('SELECT doc FROM unread_shots'));
  const waiting = new Set(unread.map(({ doc }) => doc));
  for (const row of await database.read(sql("SELECT doc FROM docs WHERE kind = 'shot' ORDER BY doc"))) {
    const name = DocName.safeParse(row.doc).data;
    // Not a name is a problem of its own, and the next start reads those that were never read.
    if (!name || waiting.has(name)) continue;
    const wrong = await wrongRecordsOf(database, name);
    if (wrong > 0)
      problems.push({
        kind: 'record',
        subject: name,
        detail: `${wrong} kinds of its prompts and marks are not true`,
        repair: { kind: 'shot_records', doc: name },
      });
    await nextTurn();
  }
  return problems;
}

async function wrongRecordsOf(database: Database, name: DocName): Promise<number> {
  const address = docAddressOf(name);
  if (address.kind !== 'shot') return 0;
  try {
    const { doc } = await loadDoc(database, name);
    const { prompts, marks } = wholeShot(address, doc);
    doc.destroy();
    const found = await Promise.all([
      listRows(database, address, `SELECT ${PROMPT} AS value FROM prompts`),
      listTold(database, address, 'prompt'),
      listRows(database, address, `SELECT ${MARK} AS value FROM asset_marks`),
      listTold(database, address, 'mark'),
    ]);
    const expected = [prompts, prompts, marks, marks].map(byId);
    return found.filter((rows, n) => !isDeepStrictEqual(byId(rows), expected[n])).length;
  } catch (error) {
    if (error instanceof DamagedDocError) return 0;
    throw error;
  }
}

/** As JSON has them: what cannot be written there is not expected to come back. */
function byId(records: { id: string }[]): unknown {
  return JSON.parse(JSON.stringify(records.toSorted((a, b) => (a.id < b.id ? -1 : 1))));
}

async function listRows(
  database: Database,
  { project, shot }: ShotAddress,
  select: string,
): Promise<{ id: string }[]> {
  const rows = await database.read(sql(`${select} WHERE project = ? AND shot = ?`, project, shot));
  return rows.map(({ value }) => JSON.parse(String(value)));
}

async function listTold(
  database: Database,
  { project, shot }: ShotAddress,
  kind: string,
): Promise<{ id: string }[]> {
  const rows = await database.read(
    sql(
      `SELECT CASE id WHEN ?3 || ':' || (value ->> 'id') THEN value ELSE json_object('id', id) END AS value FROM feed_rows WHERE feed = ?1 AND kind = ?2 AND id >= ?3 || ':' AND id < ?3 || ';'
         AND value IS NOT NULL`,
      projectRecordsFeed(project),
      kind,
      shot,
    ),
  );
  return rows.map(({ value }) => JSON.parse(String(value)));
}
