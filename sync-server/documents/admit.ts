import { DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import type { ProjectId } from '#shared/ids.ts';
import { ProjectRole } from '#shared/projects/project-record.ts';
import { CLOSE, type CloseCode } from '#shared/sync/close-codes.ts';
import type { Principal } from '../auth/principal.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { type Access, findAccess, writeRefusal } from '../projects/access.ts';
import type { Caller, Connection } from './connection.ts';
import type { Rooms } from './rooms.ts';

export type Admission = { name: DocName; caller: Caller } | { refuse: CloseCode; reason: string };

/** Who may open a document's socket. A project in the trash is read by its members and changed by nobody. */
export async function admit(
  database: Database,
  principal: Principal | undefined,
  doc: string,
): Promise<Admission> {
  if (!principal) return { refuse: CLOSE.notSignedIn, reason: 'not_signed_in' };
  const name = DocName.safeParse(doc);
  if (!name.success) return { refuse: CLOSE.notFound, reason: 'not_found' };
  const { user, session } = principal;
  const access = await findAccess(database, docAddressOf(name.data).project, user);
  if (!access) return { refuse: CLOSE.notFound, reason: 'project_not_found' };
  const refusal = writeRefusal(access);
  const isTrashed = refusal?.code === 'project_trashed';
  return { name: name.data, caller: { user, session, mayWrite: !refusal, isTrashed } };
}

/**
 * After a change of members or of the trash, before it is answered: what was open under the old rights is closed, and
 * what was accepted under them is on disk. Whoever has the answer sees all there will ever be.
 */
export async function closeUnentitledOf(
  { database, rooms }: { database: Database; rooms: Rooms },
  project: ProjectId,
): Promise<void> {
  const connections = [...rooms.connections()].filter(({ room }) => room.address.project === project);
  await closeUnentitled(database, connections);
  await rooms.settled(project);
}

/**
 * Closes sockets whose caller has lost the project for good, and those of whom the right to write has changed either
 * way as transient: they come back with the right they have now.
 */
export async function closeUnentitled(database: Database, connections: Connection[]): Promise<void> {
  if (connections.length === 0) return;
  const users = [...new Set(connections.map((connection) => connection.caller.user))];
  const rows = await database.read(
    sql(
      `SELECT m.user_id, m.project, m.role, p.trashed_at FROM project_members m JOIN projects p ON p.id = m.project
         WHERE m.user_id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(users),
    ),
  );
  const accesses = new Map(
    rows.map((row): [string, Access] => [
      `${row.user_id} ${row.project}`,
      { role: ProjectRole.parse(row.role), isTrashed: row.trashed_at !== null },
    ]),
  );
  for (const connection of connections) {
    const { caller, room } = connection;
    const refusal = writeRefusal(accesses.get(`${caller.user} ${room.address.project}`));
    if (refusal?.code === 'project_not_found') connection.close(CLOSE.notFound, refusal.code);
    else if (caller.mayWrite !== !refusal)
      connection.close(
        CLOSE.tryLater,
        refusal?.code === 'project_trashed' ? 'project_trashed' : 'role_changed',
      );
  }
}
