import type { Fault } from '#shared/fault.ts';
import type { ProjectId, UserId } from '#shared/ids.ts';
import { ProjectRole } from '#shared/projects/project-record.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';

export type Access = { role: ProjectRole; isTrashed: boolean };

/** The only place that says who may see a project. Nothing for a stranger, whatever his role in the instance. */
export async function findAccess(
  database: Database,
  project: ProjectId,
  user: UserId,
): Promise<Access | undefined> {
  const row = await database.readOne(
    sql(
      `SELECT m.role, p.trashed_at FROM project_members m JOIN projects p ON p.id = m.project
         WHERE m.project = ? AND m.user_id = ?`,
      project,
      user,
    ),
  );
  return row && { role: ProjectRole.parse(row.role), isTrashed: row.trashed_at !== null };
}

export async function findRole(
  database: Database,
  project: ProjectId,
  user: UserId,
): Promise<ProjectRole | undefined> {
  return (await findAccess(database, project, user))?.role;
}

/** What keeps someone from changing a project's documents, or nothing. */
export function writeRefusal(
  access: Access | undefined,
): Extract<Fault, { code: 'project_not_found' | 'project_trashed' | 'forbidden' }> | undefined {
  if (!access) return { code: 'project_not_found' };
  if (access.role === 'viewer') return { code: 'forbidden' };
  return access.isTrashed ? { code: 'project_trashed' } : undefined;
}
