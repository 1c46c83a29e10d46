import { docNameOf } from '#shared/documents/doc-name.ts';
import { ProjectId, UserId } from '#shared/ids.ts';
import { ProjectRecord } from '#shared/projects/project-record.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, sql } from '../database/sql.ts';
import { DamagedDocError, loadDoc } from '../documents/doc-log.ts';
import { type ProjectSummary, summaryOf } from '../documents/projection.ts';
import { PROJECT_RECORD } from '../projects/project-feed.ts';
import type { Problem } from './problem.ts';

/** The projections: each project's row says what its index document says. */
export async function checkProjects(database: Database): Promise<{ projects: number; problems: Problem[] }> {
  const rows = await database.read(sql('SELECT id, name, shots, ready, covers FROM projects ORDER BY id'));
  const problems: Problem[] = [];
  for (const row of rows) {
    const project = ProjectId.parse(row.id);
    const summary = await findSummary(database, project);
    const wrong = summary && wrongFields(row, summary);
    if (!wrong?.length) continue;
    const detail = `wrong: ${wrong.join(', ')}`;
    problems.push({
      kind: 'projection',
      subject: project,
      detail,
      repair: { kind: 'projection', project },
    });
  }
  return { projects: rows.length, problems };
}

/** Nothing for a damaged document, which is a problem of its own. */
export async function findSummary(
  database: Database,
  project: ProjectId,
): Promise<ProjectSummary | undefined> {
  try {
    const { doc } = await loadDoc(database, docNameOf({ kind: 'index', project }));
    const summary = summaryOf(doc);
    doc.destroy();
    return summary;
  } catch (error) {
    if (error instanceof DamagedDocError) return undefined;
    throw error;
  }
}

function wrongFields(row: SqlRow, { name, shots, ready, covers }: ProjectSummary): string[] {
  const expected = { name: name || row.name, shots, ready, covers: JSON.stringify(covers) };
  return Object.entries(expected).flatMap(([field, value]) => (row[field] === value ? [] : [field]));
}

/** The feeds: their heads are their newest rows, and everybody's records are true. */
export async function checkFeeds(database: Database): Promise<{ feeds: number; problems: Problem[] }> {
  const heads = await database.read(
    sql(`SELECT f.feed, f.seq AS head, (SELECT max(seq) FROM feed_rows r WHERE r.feed = f.feed) AS newest
      FROM feeds f ORDER BY f.feed`),
  );
  const problems: Problem[] = heads
    .filter(({ head, newest }) => head !== newest)
    .map(({ feed, head, newest }) => ({
      kind: 'feed',
      subject: String(feed),
      detail: `its head says ${head}, its newest row is ${newest ?? 'missing'}`,
      repair: { kind: 'feed', feed: String(feed) },
    }));
  return { feeds: heads.length, problems: [...problems, ...(await checkRecords(database))] };
}

async function checkRecords(database: Database): Promise<Problem[]> {
  const told = new Map(
    (await database.read(sql("SELECT feed, id, value FROM feed_rows WHERE kind = 'project'"))).map(
      ({ feed, id, value }) => [`${feed} ${id}`, value],
    ),
  );
  const members = await database.read(
    sql(`SELECT m.user_id, p.id AS project, ${PROJECT_RECORD} AS record
      FROM project_members m JOIN projects p ON p.id = m.project ORDER BY p.id, m.user_id`),
  );
  const problems: Problem[] = [];
  for (const { user_id, project, record } of members) {
    const key = `u:${user_id} ${project}`;
    if (meaningOf(told.get(key)) !== meaningOf(record)) problems.push(wrongRecord(key));
    told.delete(key);
  }
  // What is left was told to somebody who is no member.
  for (const [key, value] of told) if (value !== null) problems.push(wrongRecord(key));
  return problems;
}

/** As it is read: what an older version wrote says the same in fewer fields. */
function meaningOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const record = ProjectRecord.safeParse(JSON.parse(value)).data;
    return record && JSON.stringify(record);
  } catch {
    return undefined;
  }
}

function wrongRecord(key: string): Problem {
  const [feed = '', id = ''] = key.split(' ');
  const user = UserId.safeParse(feed.slice('u:'.length)).data;
  const project = ProjectId.safeParse(id).data;
  const problem: Problem = {
    kind: 'record',
    subject: feed,
    detail: `the record of project ${id} is not true`,
  };
  return user && project ? { ...problem, repair: { kind: 'record', project, user } } : problem;
}
