import { setImmediate as nextTurn } from 'node:timers/promises';
import * as Y from 'yjs';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { ProjectId, type UserId } from '#shared/ids.ts';
import { MergeTarget } from '#shared/projects/merge-target.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { committedState } from '../documents/committed-state.ts';
import { DamagedDocError } from '../documents/doc-log.ts';
import type { Rooms } from '../documents/rooms.ts';
import { isEmptyState } from './canonical-state.ts';
import { isRelated } from './related.ts';

type Context = { database: Database; rooms: Rooms };

/** Which projects would take an archive with this storyboard in: copies of one project that this user may write to. */
export async function findMergeTargets(
  context: Context,
  index: Uint8Array,
  user: UserId,
): Promise<Result<MergeTarget[]>> {
  if (!isReadable(index)) return fail({ code: 'archive_broken', reason: 'bad_document' });
  if (isEmptyState(index)) return ok([]);
  const rows = await context.database.read(
    sql(
      `SELECT p.id, (SELECT json_group_array(u.login) FROM project_members o JOIN users u ON u.id = o.user_id
             WHERE o.project = p.id AND o.role = 'owner') AS owners
         FROM project_members m JOIN projects p ON p.id = m.project
         WHERE m.user_id = ? AND m.role <> 'viewer' AND p.trashed_at IS NULL ORDER BY p.edited_at DESC, p.id`,
      user,
    ),
  );
  const targets: MergeTarget[] = [];
  for (const { id, owners } of rows) {
    const state = await findState(context, ProjectId.parse(id));
    if (state && !isEmptyState(state) && isRelated(state, index))
      targets.push(MergeTarget.parse({ id, owners: JSON.parse(String(owners)) }));
    await nextTurn();
  }
  return ok(targets);
}

/** Nothing of a document that cannot be read. */
async function findState(context: Context, project: ProjectId): Promise<Uint8Array | undefined> {
  try {
    return await committedState(context, docNameOf({ kind: 'index', project }));
  } catch (error) {
    if (error instanceof DamagedDocError) return undefined;
    throw error;
  }
}

function isReadable(update: Uint8Array): boolean {
  try {
    Y.decodeUpdate(update);
    return true;
  } catch {
    return false;
  }
}
