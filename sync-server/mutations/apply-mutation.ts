import type { UserId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';
import { isConstraint } from '../database/sql-error.ts';
import { closeUnentitledOf } from '../documents/admit.ts';
import type { Rooms } from '../documents/rooms.ts';
import { findAccess } from '../projects/access.ts';
import { createProjectStatements } from '../projects/create-project.ts';
import { duplicateStatements } from '../projects/duplicate-project.ts';
import { trashStatements } from '../projects/trash-project.ts';

export type MutationContext = {
  database: Database;
  rooms: Rooms;
  nowMs: () => number;
  ring(feed: string, seq: number): void;
};

/**
 * Applies a mutation once, however often it comes (S9). The receipt stands in the same transaction as its effect, so
 * a repeat, even one that races the first, finds the receipt and changes nothing.
 */
export async function applyMutation(
  context: MutationContext,
  user: UserId,
  mutation: Mutation,
): Promise<Result<undefined>> {
  const earlier = await findReceipt(context.database, mutation);
  if (earlier) return earlier.user_id === user ? ok(undefined) : fail({ code: 'id_taken' });
  if (await isMadeAlready(context.database, user, mutation)) return ok(undefined);
  const nowMs = context.nowMs();
  const effect = await effectOf(context, mutation, { user, nowMs });
  if (!effect.ok) return effect;
  try {
    const results = await context.database.write([
      sql(
        'INSERT INTO mutations (id, user_id, kind, result, created_at) VALUES (?, ?, ?, ?, ?)',
        mutation.id,
        user,
        mutation.kind,
        '{"ok":true}',
        nowMs,
      ),
      ...effect.value,
    ]);
    for (const row of results.at(-1)?.rows ?? []) context.ring(String(row.feed), Number(row.seq));
  } catch (error) {
    if (!isConstraint(error)) throw error;
    const receipt = await findReceipt(context.database, mutation);
    const stands = receipt ? receipt.user_id === user : await isMadeAlready(context.database, user, mutation);
    return stands ? ok(undefined) : fail({ code: 'id_taken' });
  }
  await closeUnentitledOf(context, mutation.project);
  return ok(undefined);
}

function findReceipt(database: Database, mutation: Mutation): Promise<SqlRow | undefined> {
  return database.readOne(sql('SELECT user_id FROM mutations WHERE id = ?', mutation.id));
}

/** After a restored backup a client says again, under a new id, what stands already. */
async function isMadeAlready(database: Database, user: UserId, mutation: Mutation): Promise<boolean> {
  if (mutation.kind !== 'project.create' && mutation.kind !== 'project.duplicate') return false;
  const row = await database.readOne(sql('SELECT created_by FROM projects WHERE id = ?', mutation.project));
  return row?.created_by === user;
}

/** The statements of a mutation, the last of which returns feed rows, or why this user may not have it. */
async function effectOf(
  context: MutationContext,
  mutation: Mutation,
  { user, nowMs }: { user: UserId; nowMs: number },
): Promise<Result<Statement[]>> {
  const { project } = mutation;
  switch (mutation.kind) {
    case 'project.create':
      return ok(createProjectStatements({ project, name: mutation.name, user, nowMs }));
    case 'project.trash':
    case 'project.restore': {
      const access = await findAccess(context.database, project, user);
      if (!access) return fail({ code: 'project_not_found' });
      if (access.role !== 'owner') return fail({ code: 'forbidden' });
      return ok(trashStatements(project, mutation.kind === 'project.trash' ? nowMs : null));
    }
    case 'project.duplicate': {
      const { from, name } = mutation;
      const access = await findAccess(context.database, from, user);
      if (!access) return fail({ code: 'project_not_found' });
      if (access.isTrashed) return fail({ code: 'project_trashed' });
      return duplicateStatements(context, { from, project, name, user, nowMs });
    }
  }
}
