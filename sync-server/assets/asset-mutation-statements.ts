import type { AssetMutation } from '#shared/assets/asset-mutations.ts';
import type { UserId } from '#shared/ids.ts';
import { fail, type Result } from '#shared/result.ts';
import type { Database } from '../database/database.ts';
import type { Statement } from '../database/sql.ts';
import { findAccess, writeRefusal } from '../projects/access.ts';
import { copyAssetsStatements } from './copy-assets.ts';
import { moveAssetsStatements } from './move-assets.ts';

/** What a person's word about assets comes to, or why he may not say it. */
export async function assetMutationStatements(
  database: Database,
  mutation: AssetMutation,
  user: UserId,
): Promise<Result<Statement[]>> {
  const refusal = writeRefusal(await findAccess(database, mutation.project, user));
  if (refusal) return fail(refusal);
  return mutation.kind === 'asset.move'
    ? moveAssetsStatements(database, mutation)
    : copyAssetsStatements(database, mutation);
}
