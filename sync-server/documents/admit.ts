import { DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import { CLOSE, type CloseCode } from '#shared/sync/close-codes.ts';
import type { Principal } from '../auth/principal.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { findRole, mayWrite } from '../projects/access.ts';
import type { Caller, Connection } from './connection.ts';

export type Admission = { name: DocName; caller: Caller } | { refuse: CloseCode; reason: string };

/** Who may open a document's socket. */
export async function admit(
  database: Database,
  principal: Principal | undefined,
  doc: string,
): Promise<Admission> {
  if (!principal) return { refuse: CLOSE.notSignedIn, reason: 'not_signed_in' };
  const name = DocName.safeParse(doc);
  if (!name.success) return { refuse: CLOSE.notFound, reason: 'not_found' };
  const role = await findRole(database, docAddressOf(name.data).project, principal.user);
  if (!role) return { refuse: CLOSE.notFound, reason: 'project_not_found' };
  return {
    name: name.data,
    caller: { user: principal.user, session: principal.session, mayWrite: mayWrite(role) },
  };
}

/** Closes sockets whose caller has lost the project, or the right to write to it, since they opened. */
export async function closeUnentitled(database: Database, connections: Connection[]): Promise<void> {
  if (connections.length === 0) return;
  const users = [...new Set(connections.map((connection) => connection.caller.user))];
  const rows = await database.read(
    sql(
      'SELECT user_id, project, role FROM project_members WHERE user_id IN (SELECT value FROM json_each(?))',
      JSON.stringify(users),
    ),
  );
  const roles = new Map(rows.map((row) => [`${row.user_id} ${row.project}`, String(row.role)]));
  for (const connection of connections) {
    const role = roles.get(`${connection.caller.user} ${connection.room.address.project}`);
    if (!role) connection.close(CLOSE.notFound, 'project_not_found');
    else if (connection.caller.mayWrite && role === 'viewer')
      connection.close(CLOSE.tryLater, 'role_changed');
  }
}
