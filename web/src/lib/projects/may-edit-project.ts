import type { ProjectRecord } from '#shared/projects/project-record.ts';

/** Who is not known yet may only look: what he typed could not be kept. */
export function mayEditProject(project: ProjectRecord | undefined): boolean {
  return project !== undefined && project.role !== 'viewer' && project.trashedAt === null;
}
