import { newUlid } from '#lib/new-id.ts';
import type { SyncEngine } from '#lib/sync/engine.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { initIndexDoc } from '#shared/documents/index-doc.ts';
import { cleanTitle } from '#shared/documents/plain-text.ts';
import { changeSettings, type ProjectSettings } from '#shared/documents/project-settings.ts';
import { MutationId, ProjectId } from '#shared/ids.ts';

export type NewProject = { name: string } & Pick<ProjectSettings, 'aspect' | 'fps'>;

/** Works offline: the outbox gets the project before anything is written into its document. */
export async function createProject(
  engine: SyncEngine,
  { name, aspect, fps }: NewProject,
): Promise<ProjectId> {
  const project = ProjectId.parse(newUlid());
  const title = cleanTitle(name);
  await engine.mutate({ id: MutationId.parse(newUlid()), kind: 'project.create', project, name: title });
  const open = engine.open(docNameOf({ kind: 'index', project }));
  await open.loaded;
  initIndexDoc(open.doc, title);
  changeSettings(open.doc, { aspect, fps });
  await open.close();
  return project;
}
