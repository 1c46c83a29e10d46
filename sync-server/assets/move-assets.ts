import type { AssetMutation } from '#shared/assets/asset-mutations.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Database } from '../database/database.ts';
import { type Statement, sql } from '../database/sql.ts';
import { assetFeedStatements } from './asset-feed.ts';

/** Assets to another shot. All of them or none: one that is not of this project refuses the whole. */
export async function moveAssetsStatements(
  database: Database,
  { project, assets, to }: Extract<AssetMutation, { kind: 'asset.move' }>,
): Promise<Result<Statement[]>> {
  const ids = [...new Set(assets)];
  const known = await database.readOne(
    sql(
      'SELECT count(*) AS n FROM assets WHERE project = ? AND id IN (SELECT value FROM json_each(?))',
      project,
      JSON.stringify(ids),
    ),
  );
  if (Number(known?.n) !== ids.length) return fail({ code: 'asset_not_found' });
  return ok([
    sql(
      'UPDATE assets SET shot = ? WHERE project = ? AND id IN (SELECT value FROM json_each(?))',
      to,
      project,
      JSON.stringify(ids),
    ),
    ...assetFeedStatements(project, ids),
  ]);
}
