import type * as Y from 'yjs';
import { countShots, readMeta } from '#shared/documents/index-doc.ts';
import { listCovers } from '#shared/documents/list-covers.ts';
import { COVERS_MAX, type ProjectRecord } from '#shared/projects/project-record.ts';

/** What a project's record says of its index document; nothing when the device has only a part of it. */
export function summaryOf(
  doc: Y.Doc,
): Pick<ProjectRecord, 'name' | 'shots' | 'ready' | 'covers'> | undefined {
  const { name } = readMeta(doc);
  if (doc.getMap('meta').get('schema') === undefined) return undefined;
  return { name, ...countShots(doc), covers: listCovers(doc, COVERS_MAX) };
}
