import type { UnsentItem } from '#lib/sync/engine.ts';
import { docAddressOf } from '#shared/documents/doc-name.ts';
import type { ProjectRecord } from '#shared/projects/project-record.ts';
import { unsentMutationText } from '#shared/russian/projects-text.ts';
import { unsentDocumentText } from '#shared/russian/save-text.ts';
import { titleText } from '#shared/russian/storyboard-text.ts';

/** One unsent thing in a person's words. */
export function unsentLine(item: UnsentItem, projects: ProjectRecord[]): string {
  const id = item.kind === 'mutation' ? item.mutation.project : item.project;
  const project = projects.find((known) => known.id === id)?.name ?? '';
  if (item.kind === 'mutation') {
    const { mutation } = item;
    return unsentMutationText(mutation, titleText('name' in mutation ? mutation.name : project));
  }
  return unsentDocumentText({
    kind: docAddressOf(item.doc).kind,
    project: titleText(project),
    rows: item.rows,
  });
}

export function unsentKey(item: UnsentItem): string {
  return item.kind === 'mutation' ? item.id : item.doc;
}
