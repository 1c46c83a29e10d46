import type { ProjectRecord } from '#shared/projects/project-record.ts';
import { folded } from '#shared/russian/folded.ts';

export type ProjectOrder = 'edited' | 'name';

/** Made with its first use: most people never ask for this order, and it takes as long as the rest of the page. */
let names: Intl.Collator | undefined;

/** The part of the list that the page shows, in the order the person asked for. */
export function arrangeProjects(
  projects: ProjectRecord[],
  { search, order, isTrash }: { search: string; order: ProjectOrder; isTrash: boolean },
): ProjectRecord[] {
  const words = folded(search).split(' ').filter(Boolean);
  return projects
    .filter((project) => (project.trashedAt !== null) === isTrash)
    .filter((project) => words.every((word) => folded(project.name).includes(word)))
    .sort((a, b) => compare(a, b, isTrash ? 'trashed' : order));
}

function compare(a: ProjectRecord, b: ProjectRecord, order: ProjectOrder | 'trashed'): number {
  if (order === 'name') {
    names ??= new Intl.Collator('ru', { numeric: true, sensitivity: 'base' });
    return names.compare(a.name, b.name) || byId(a, b);
  }
  if (order === 'trashed') return Number(b.trashedAt) - Number(a.trashedAt) || byId(a, b);
  return b.editedAt - a.editedAt || byId(b, a);
}

function byId(a: ProjectRecord, b: ProjectRecord): number {
  return a.id < b.id ? -1 : 1;
}
