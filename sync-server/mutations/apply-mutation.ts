import type { UserId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, type Statement, sql } from '../database/sql.ts';
import { isConstraint } from '../database/sql-error.ts';
import { createProjectStatements } from '../projects/create-project.ts';

export type MutationContext = {
  database: Database;
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
  if (await isAlreadyTrue(context.database, user, mutation)) return ok(undefined);
  try {
    const nowMs = context.nowMs();
    const results = await context.database.write([
      sql(
        'INSERT INTO mutations (id, user_id, kind, result, created_at) VALUES (?, ?, ?, ?, ?)',
        mutation.id,
        user,
        mutation.kind,
        '{"ok":true}',
        nowMs,
      ),
      ...statementsOf(mutation, { user, nowMs }),
    ]);
    for (const row of results.at(-1)?.rows ?? []) context.ring(String(row.feed), Number(row.seq));
    return ok(undefined);
  } catch (error) {
    if (!isConstraint(error)) throw error;
    const receipt = await findReceipt(context.database, mutation);
    return receipt?.user_id === user ? ok(undefined) : fail({ code: 'id_taken' });
  }
}

function findReceipt(database: Database, mutation: Mutation): Promise<SqlRow | undefined> {
  return database.readOne(sql('SELECT user_id FROM mutations WHERE id = ?', mutation.id));
}

/** After a restored backup a client says again, under a new id, what stands already. */
async function isAlreadyTrue(database: Database, user: UserId, mutation: Mutation): Promise<boolean> {
  const row = await database.readOne(sql('SELECT created_by FROM projects WHERE id = ?', mutation.project));
  return row?.created_by === user;
}

function statementsOf(mutation: Mutation, { user, nowMs }: { user: UserId; nowMs: number }): Statement[] {
  switch (mutation.kind) {
    case 'project.create':
      return createProjectStatements({ project: mutation.project, name: mutation.name, user, nowMs });
  }
}
