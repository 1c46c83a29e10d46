import * as z from 'zod/mini';
import { RenditionName } from '#shared/assets/asset-record.ts';
import type { Core } from '../core.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { ringFeeds } from '../jobs/job-context.ts';
import { wantMissing } from './renditions.ts';
import { AssetSource } from './store.ts';

const AT_ONCE = 100;
const Names = z.array(RenditionName);

/**
 * Asks for a quiet look at content that came before anybody looked. Told anew at every start: what has been asked for
 * already is passed over, and so is what a person has to mend.
 */
export async function lookAtUnseen({
  database,
  jobs,
  clock,
}: Pick<Core, 'database' | 'jobs' | 'clock'>): Promise<number> {
  let asked = 0;
  for (;;) {
    const unseen = await listUnseen(database);
    if (unseen.length === 0) break;
    const nowMs = clock.nowMs();
    const wanted = unseen.flatMap(({ asset, has }) => wantMissing(asset, has, nowMs));
    ringFeeds(jobs, await database.write(wanted));
    asked += unseen.length;
  }
  if (asked > 0) jobs.dispatcher.wake();
  return asked;
}

async function listUnseen(database: Database): Promise<{ asset: AssetSource; has: RenditionName[] }[]> {
  const rows = await database.read(
    sql(
      `SELECT a.project, a.shot, a.sha256, a.kind, a.type,
           (SELECT json_group_array(r.name) FROM renditions r WHERE r.source = a.sha256) AS has
         FROM assets a LEFT JOIN content_facts f ON f.sha256 = a.sha256
         WHERE f.sha256 IS NULL AND a.kind <> 'subtitles' AND NOT EXISTS (SELECT 1 FROM jobs j
           WHERE j.dedupe_key = 'rendition:' || a.sha256 AND j.state NOT IN ('done', 'cancelled'))
         GROUP BY a.sha256 LIMIT ?`,
      AT_ONCE,
    ),
  );
  return rows.map((row) => ({
    asset: AssetSource.parse(row),
    has: Names.parse(JSON.parse(String(row.has))),
  }));
}
