import type { ProjectId } from '#shared/ids.ts';
import { type Statement, sql } from '../database/sql.ts';

/** An `AssetRecord` (shared/assets/asset-record.ts), of `assets a`. */
export const ASSET_RECORD = `json_object('id', a.id, 'project', a.project, 'shot', a.shot, 'sha256', a.sha256, 'kind', a.kind,
  'type', a.type, 'sizeBytes', a.size_bytes, 'width', a.width, 'height', a.height, 'durationMs', a.duration_ms,
  'take', a.take, 'prompt', a.prompt, 'job', a.job, 'model', a.model, 'position', a.position,
  'createdAt', a.created_at,
  'renditions', json((SELECT json_group_array(r.name) FROM renditions r WHERE r.source = a.sha256)))`;

/** Puts the records of these assets anew into the feed of their project. */
export function assetFeedStatements(project: ProjectId, assets: string[]): Statement[] {
  if (assets.length === 0) return [];
  return feedStatements(
    'project = ?1 AND id IN (SELECT value FROM json_each(?2))',
    project,
    JSON.stringify(assets),
  );
}

/** The same for every asset of a project. */
export function projectAssetsFeedStatements(project: ProjectId): Statement[] {
  return feedStatements('project = ?1', project);
}

/** The same for every asset of one content, in whatever project. */
export function contentFeedStatements(sha256: string): Statement[] {
  return feedStatements('sha256 = ?1', sha256);
}

function feedStatements(which: string, ...args: string[]): Statement[] {
  return [
    sql(
      `DELETE FROM feed_rows WHERE kind = 'asset'
         AND (feed, id) IN (SELECT 'p:' || project, id FROM assets WHERE ${which})`,
      ...args,
    ),
    sql(
      `INSERT INTO feed_rows (feed, seq, kind, id, value)
         SELECT 'p:' || a.project, COALESCE((SELECT f.seq FROM feeds f WHERE f.feed = 'p:' || a.project), 0)
             + row_number() OVER (PARTITION BY a.project ORDER BY a.id), 'asset', a.id, ${ASSET_RECORD}
           FROM (SELECT * FROM assets WHERE ${which}) a ORDER BY a.project, a.id
         RETURNING feed, seq`,
      ...args,
    ),
  ];
}
