import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';

/** The one adapter that every runner has: it is told everything by the row. */
const ALWAYS = 'generate:http';

/** The kinds of work that some runner of this house has said it can do. */
export async function listSpokenKinds(database: Database): Promise<Set<string>> {
  const rows = await database.read(
    sql('SELECT DISTINCT k.value AS kind FROM runners r, json_each(r.kinds) k WHERE r.revoked_at IS NULL'),
  );
  return new Set([ALWAYS, ...rows.map(({ kind }) => String(kind))]);
}

export async function listAdapters(database: Database): Promise<Set<string>> {
  const kinds = await listSpokenKinds(database);
  return new Set(
    [...kinds].flatMap((kind) => (kind.startsWith('generate:') ? [kind.slice('generate:'.length)] : [])),
  );
}
