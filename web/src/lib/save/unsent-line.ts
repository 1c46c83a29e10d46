import type { UnsentItem } from '#lib/sync/engine.ts';
import { docAddressOf } from '#shared/documents/doc-name.ts';
import type { ProjectRecord } from '#shared/projects/project-record.ts';
import { unsentDocumentText, unsentProjectText } from '#shared/russian/save-text.ts';
import { titleText } from '#shared/russian/storyboard-text.ts';

/** One unsent thing in a person's words. */
export function unsentLine(item: UnsentItem, projects: ProjectRecord[]): string {
  if (item.kind === 'mutation') return unsentProjectText(titleText(item.mutation.name));
  const project = projects.find(({ id }) => id === item.project)?.name ?? '';
  return unsentDocumentText({
    kind: docAddressOf(item.doc).kind,
    project: titleText(project),
    rows: item.rows,
  });
}

export function unsentKey(item: UnsentItem): string {
  return item.kind === 'mutation' ? item.id : item.doc;
}
