import type { Fault } from '#shared/fault.ts';
import { ProjectRecord } from '#shared/projects/project-record.ts';
import type { OutboxItem } from './local-store.ts';

/** Of what waits in the outbox, what changes the list: the server may have heard of it or not. */
type Waiting = Pick<OutboxItem, 'mutation' | 'atMs' | 'fault'>;

/** The server's records as they will be when the outbox has been sent, new projects in front. */
export function mergeProjects(records: unknown[], outbox: Waiting[]): ProjectRecord[] {
  const projects = new Map<string, ProjectRecord>();
  for (const record of records) {
    const parsed = ProjectRecord.safeParse(record);
    if (parsed.success) projects.set(parsed.data.id, parsed.data);
  }
  for (const item of outbox) applyWaiting(projects, item);
  return [...projects.values()].sort((a, b) => b.editedAt - a.editedAt);
}

function applyWaiting(projects: Map<string, ProjectRecord>, { mutation, atMs, fault }: Waiting): void {
  const known = projects.get(mutation.project);
  switch (mutation.kind) {
    case 'project.create':
      // Refused or not, its documents stand on this device and must stay within reach.
      if (!known) projects.set(mutation.project, newProject(mutation));
      return;
    case 'project.duplicate': {
      const from = projects.get(mutation.from);
      if (!known && !fault) projects.set(mutation.project, newProject(mutation, from));
      return;
    }
    case 'project.trash':
      if (known && !fault) projects.set(known.id, { ...known, trashedAt: known.trashedAt ?? atMs });
      return;
    case 'project.restore':
      if (known && !fault) projects.set(known.id, { ...known, trashedAt: null });
      return;
  }
}

/** A project as it stands until the server's own record of it comes. */
function newProject(
  { project, name }: { project: ProjectRecord['id']; name: string },
  from?: ProjectRecord,
): ProjectRecord {
  return {
    id: project,
    name,
    role: 'owner',
    shots: from?.shots ?? 0,
    ready: from?.ready ?? 0,
    covers: from?.covers ?? [],
    trashedAt: null,
    createdAt: 0,
    editedAt: Number.MAX_SAFE_INTEGER,
  };
}

/** Made on this device, and the server's own record of it has not come yet. */
export function isOursAlone({ createdAt }: ProjectRecord): boolean {
  return createdAt === 0;
}

/** What the server refused a document for is no longer so, by the project's newest record. */
export function isRefusalOver(fault: Fault | undefined, record: ProjectRecord | undefined): boolean {
  if (!fault || !record) return false;
  if (fault.code === 'project_not_found') return true;
  if (fault.code === 'forbidden') return record.role !== 'viewer';
  return fault.code === 'project_trashed' && record.trashedAt === null;
}
