import type { AssetMutation } from '#shared/assets/asset-mutations.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Database } from '../database/database.ts';
import { type Statement, sql } from '../database/sql.ts';
import { assetFeedStatements } from './asset-feed.ts';

type Copy = Extract<AssetMutation, { kind: 'asset.copy' }>;

/**
 * The same content under other ids of the same project, so nobody sees by it what he did not see before. The job stays with
 * the original, as in a copy of a project: what was paid is counted once.
 */
export async function copyAssetsStatements(
  database: Database,
  { project, copies }: Copy,
): Promise<Result<Statement[]>> {
  const wanted = JSON.stringify(copies);
  const row = await database.readOne(
    sql(
      `SELECT count(*) FILTER (WHERE a.id IS NULL) AS missing,
           count(*) FILTER (WHERE taken.id IS NOT NULL AND taken.sha256 IS NOT a.sha256) AS taken
         FROM json_each(?2) c
         LEFT JOIN assets a ON a.project = ?1 AND a.id = c.value ->> 'from'
         LEFT JOIN assets taken ON taken.project = ?1 AND taken.id = c.value ->> 'id'`,
      project,
      wanted,
    ),
  );
  if (Number(row?.missing) > 0) return fail({ code: 'asset_not_found' });
  if (Number(row?.taken) > 0 || new Set(copies.map(({ id }) => id)).size < copies.length)
    return fail({ code: 'id_taken' });
  return ok([
    sql(
      `INSERT INTO assets (id, project, shot, sha256, kind, type, size_bytes, width, height, duration_ms, take, prompt,
         job, model, position, created_at, name, user_id)
         SELECT c.value ->> 'id', a.project, c.value ->> 'shot', a.sha256, a.kind, a.type, a.size_bytes, a.width, a.height,
           a.duration_ms, a.take, a.prompt, NULL, a.model, a.position, a.created_at, a.name, a.user_id
         FROM json_each(?2) c JOIN assets a ON a.project = ?1 AND a.id = c.value ->> 'from'
         WHERE true ON CONFLICT DO NOTHING`,
      project,
      wanted,
    ),
    ...assetFeedStatements(
      project,
      copies.map(({ id }) => id),
    ),
  ]);
}
