import type { ProjectId, UserId } from '#shared/ids.ts';
import { ProjectRole } from '#shared/projects/project-record.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';

/** The only place that says who may see a project. */
export async function findRole(
  database: Database,
  project: ProjectId,
  user: UserId,
): Promise<ProjectRole | undefined> {
  const row = await database.readOne(
    sql('SELECT role FROM project_members WHERE project = ? AND user_id = ?', project, user),
  );
  return row && ProjectRole.parse(row.role);
}

export function mayWrite(role: ProjectRole): boolean {
  return role !== 'viewer';
}
