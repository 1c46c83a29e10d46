import { createHash } from 'node:crypto';
import { DocName } from '#shared/documents/doc-name.ts';
import { ProjectId, UserId } from '#shared/ids.ts';
import { assetFeedStatements } from '../assets/asset-feed.ts';
import { remakeRenditions } from '../assets/renditions.ts';
import { findAssetOf } from '../assets/store.ts';
import { type BlobStore, Sha256 } from '../blobs/blob-store.ts';
import { BlobsAwayError } from '../blobs/s3/s3-error.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { projectionStatements } from '../documents/projection.ts';
import { shotRowsAnew } from '../documents/read-unread-shots.ts';
import { budgetFeedStatements } from '../jobs/budget-feed.ts';
import { jobFeedStatements, projectOfFeed } from '../jobs/job-feed.ts';
import { shownBy } from '../jobs/store.ts';
import { memberFeedStatements } from '../projects/project-feed.ts';
import { findSummary } from './check-projects.ts';
import type { Repair } from './problem.ts';
import { readDocRows, replayTo } from './replay-log.ts';

export type RepairTools = { database: Database; blobs: BlobStore; nowMs: () => number };

/** Writes what was derived wrongly anew. What the rows of the logs say is never touched. */
export async function repairProblem(tools: RepairTools, repair: Repair): Promise<void> {
  const { database } = tools;
  switch (repair.kind) {
    case 'projection':
      return await repairProjection(database, repair.project);
    case 'record':
      await database.write(memberFeedStatements(repair.project, repair.user));
      return;
    case 'feed':
      return await repairFeed(database, repair.feed);
    case 'shot_records':
      await database.write(await shotRowsAnew(database, repair.doc));
      return;
    case 'snapshot':
      return await repairSnapshot(database, repair);
    case 'project_record': {
      const { project, id } = repair;
      await database.write(
        repair.of === 'job' ? jobFeedStatements(project, id) : assetFeedStatements(project, [id]),
      );
      return;
    }
    case 'renditions':
      return await repairRenditions(tools, repair.source);
    case 'money': {
      const { scope, currency, reserved, spent } = repair;
      await database.write([
        // Not an update: what is true may be over a cap that was set later.
        sql(
          `INSERT OR REPLACE INTO spending (scope, currency, cap_scope, reserved, spent)
             SELECT scope, currency, cap_scope, ?1, ?2 FROM spending WHERE scope = ?3 AND currency = ?4`,
          reserved,
          spent,
          scope,
          currency,
        ),
      ]);
      return;
    }
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
  const project = projectOfFeed(feed);
  if (project) return await tellProjectAnew(database, project);
  const user = UserId.parse(feed.slice(2));
  const rows = await database.read(sql("SELECT id FROM feed_rows WHERE feed = ? AND kind = 'project'", feed));
  for (const { id } of rows) await database.write(memberFeedStatements(ProjectId.parse(id), user));
}

async function tellProjectAnew(database: Database, project: ProjectId): Promise<void> {
  const jobs = await database.read(
    sql(`SELECT id FROM jobs WHERE project = ? AND ${shownBy('kind')} ORDER BY id`, project),
  );
  for (const { id } of jobs) await database.write(jobFeedStatements(project, String(id)));
  const assets = await database.read(sql('SELECT id FROM assets WHERE project = ? ORDER BY id', project));
  const shots = await database.read(sql("SELECT doc FROM docs WHERE project = ? AND kind = 'shot'", project));
  for (const { doc } of shots) await database.write(await shotRowsAnew(database, DocName.parse(doc)));
  await database.write([
    ...assetFeedStatements(
      project,
      assets.map(({ id }) => String(id)),
    ),
    ...budgetFeedStatements(project),
  ]);
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

/** They are asked for anew, and what is damaged of them goes, so that the same content can take its place. */
async function repairRenditions({ database, blobs, nowMs }: RepairTools, source: Sha256): Promise<void> {
  const rows = await database.read(sql('SELECT sha256 FROM renditions WHERE source = ?', source));
  const asset = await findAssetOf(database, source);
  if (!asset) return;
  await database.write(remakeRenditions(asset, nowMs()));
  for (const row of rows) {
    const sha256 = Sha256.parse(row.sha256);
    await blobs.removeIf(sha256, () => isDamaged(blobs, sha256));
  }
}

async function isDamaged(blobs: BlobStore, sha256: Sha256): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of await blobs.read(sha256)) hash.update(bytes);
  } catch (error) {
    if (error instanceof BlobsAwayError) throw error;
    return true;
  }
  return hash.digest('hex') !== sha256;
}
