import type { ProjectId } from '#shared/ids.ts';
import { type Statement, sql } from '../database/sql.ts';

/** What `ASSET_RECORD` is made of. */
export const ASSETS = 'assets a LEFT JOIN content_facts f ON f.sha256 = a.sha256';

/** An `AssetRecord` (shared/assets/asset-record.ts). */
export const ASSET_RECORD = `json_object('id', a.id, 'project', a.project, 'shot', a.shot, 'sha256', a.sha256, 'kind', a.kind,
  'type', a.type, 'sizeBytes', a.size_bytes, 'width', COALESCE(a.width, f.width), 'height', COALESCE(a.height, f.height),
  'durationMs', COALESCE(a.duration_ms, f.duration_ms), 'name', a.name, 'by', a.user_id,
  'colours', json(COALESCE(f.colours, '[]')), 'likeness', f.likeness, 'fault', json(f.fault),
  'take', a.take, 'prompt', a.prompt, 'job', a.job, 'model', a.model, 'position', a.position,
  'createdAt', a.created_at,
  'renditions', json((SELECT json_group_array(r.name) FROM renditions r WHERE r.source = a.sha256)))`;

/** Puts the records of these assets anew into the feed of their project. */
export function assetFeedStatements(project: ProjectId, assets: string[]): Statement[] {
  if (assets.length === 0) return [];
  return feedStatements(
    'a.project = ?1 AND a.id IN (SELECT value FROM json_each(?2))',
    project,
    JSON.stringify(assets),
  );
}

/** The same for every asset of a project. */
export function projectAssetsFeedStatements(project: ProjectId): Statement[] {
  return feedStatements('a.project = ?1', project);
}

/** The same for every asset of one content, in whatever project. */
export function contentFeedStatements(sha256: string): Statement[] {
  return feedStatements('a.sha256 = ?1', sha256);
}

function feedStatements(which: string, ...args: string[]): Statement[] {
  return [
    sql(
      `DELETE FROM feed_rows WHERE kind = 'asset'
         AND (feed, id) IN (SELECT 'p:' || a.project, a.id FROM assets a WHERE ${which})`,
      ...args,
    ),
    sql(
      `INSERT INTO feed_rows (feed, seq, kind, id, value)
         SELECT 'p:' || a.project, COALESCE((SELECT f.seq FROM feeds f WHERE f.feed = 'p:' || a.project), 0)
             + row_number() OVER (PARTITION BY a.project ORDER BY a.id), 'asset', a.id, ${ASSET_RECORD}
           FROM ${ASSETS} WHERE ${which} ORDER BY a.project, a.id
         RETURNING feed, seq`,
      ...args,
    ),
  ];
}
