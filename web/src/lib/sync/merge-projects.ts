import { ProjectRecord } from '#shared/projects/project-record.ts';
import type { Mutation } from '#shared/sync/mutation.ts';

/** The server's records, and in front of them the projects it has not heard of yet. */
export function mergeProjects(records: unknown[], outbox: Mutation[]): ProjectRecord[] {
  const known = records.flatMap((record) => {
    const parsed = ProjectRecord.safeParse(record);
    return parsed.success ? [parsed.data] : [];
  });
  const ids = new Set(known.map((record) => record.id));
  const waiting = outbox.flatMap((mutation): ProjectRecord[] =>
    mutation.kind === 'project.create' && !ids.has(mutation.project)
      ? [
          {
            id: mutation.project,
            name: mutation.name,
            role: 'owner',
            shots: 0,
            ready: 0,
            createdAt: 0,
            editedAt: Number.MAX_SAFE_INTEGER,
          },
        ]
      : [],
  );
  return [...waiting, ...known.sort((a, b) => b.editedAt - a.editedAt)];
}
