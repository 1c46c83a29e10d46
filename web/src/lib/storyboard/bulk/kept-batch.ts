import type { ProjectId } from '#shared/ids.ts';

/** Which jobs the last launch of many on this device has begun; what has become of them is said by the records. */
export function readBatch(project: ProjectId): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(project)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((job) => typeof job === 'string') : [];
  } catch {
    return [];
  }
}

export function keepBatch(project: ProjectId, jobs: readonly string[]): void {
  if (jobs.length === 0) localStorage.removeItem(keyOf(project));
  else localStorage.setItem(keyOf(project), JSON.stringify(jobs));
}

function keyOf(project: ProjectId): string {
  return `raskadr.batch.${project}`;
}
