import { createHash } from 'node:crypto';
import { ProjectId, UserId } from '#shared/ids.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { projectionStatements } from '../documents/projection.ts';
import { memberFeedStatements } from '../projects/project-feed.ts';
import { findSummary } from './check-projects.ts';
import type { Repair } from './problem.ts';
import { readDocRows, replayTo } from './replay-log.ts';

/** Writes what was derived wrongly anew. What the rows of the logs say is never touched. */
export async function repairProblem(database: Database, repair: Repair): Promise<void> {
  switch (repair.kind) {
    case 'projection':
      return await repairProjection(database, repair.project);
    case 'record':
      await database.write(memberFeedStatements(repair.project, repair.user));
      return;
    case 'feed':
      return await repairFeed(database, repair.feed);
    case 'snapshot':
      return await repairSnapshot(database, repair);
  }
}

async function repairProjection(database: Database, project: ProjectId): Promise<void> {
  const summary = await findSummary(database, project);
  // Its own time of the last edit stays: nobody has edited it.
  if (summary) await database.write(projectionStatements(project, summary, 0));
}

/** A number that is lower than a row's goes up to it; a lost newest row is followed by new ones. */
async function repairFeed(database: Database, feed: string): Promise<void> {
  await database.write([
    sql(
      'UPDATE feeds SET seq = max(seq, (SELECT COALESCE(max(seq), 0) FROM feed_rows WHERE feed = ?1)) WHERE feed = ?1',
      feed,
    ),
  ]);
  const user = UserId.parse(feed.slice(2));
  const rows = await database.read(sql("SELECT id FROM feed_rows WHERE feed = ? AND kind = 'project'", feed));
  for (const { id } of rows) await database.write(memberFeedStatements(ProjectId.parse(id), user));
}

async function repairSnapshot(
  database: Database,
  { doc, seq }: Extract<Repair, { kind: 'snapshot' }>,
): Promise<void> {
  const state = replayTo(await readDocRows(database, doc), seq);
  if (!state) return;
  const sha256 = createHash('sha256').update(state).digest();
  await database.write([
    sql('UPDATE doc_snapshots SET bytes = ?, sha256 = ? WHERE doc = ? AND seq = ?', state, sha256, doc, seq),
  ]);
}
