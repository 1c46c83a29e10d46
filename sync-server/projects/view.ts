import type * as Y from 'yjs';
import { listShots, readMeta } from '#shared/documents/index-doc.ts';
import type { ProjectId } from '#shared/ids.ts';

/** The index of a project as plain JSON, for programs that speak no Yjs. */
export function projectView(id: ProjectId, doc: Y.Doc) {
  return {
    id,
    name: readMeta(doc).name,
    shots: listShots(doc).map((shot) => ({
      id: shot.id,
      number: shot.number,
      title: shot.title,
      note: shot.note,
      state: shot.state,
      planS: shot.planS,
      headliner: shot.headliner,
    })),
  };
}
