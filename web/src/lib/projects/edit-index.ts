import type * as Y from 'yjs';
import type { SyncEngine } from '#lib/sync/engine.ts';
import { isReadable } from '#lib/sync/is-readable.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import type { ProjectId } from '#shared/ids.ts';

/**
 * Edits a project's index document that no page has open. Works offline for what stands on this device; answers
 * `false` when the document is neither here nor to be had.
 */
export async function editIndex(
  engine: SyncEngine,
  project: ProjectId,
  edit: (doc: Y.Doc) => void,
): Promise<boolean> {
  const open = engine.open(docNameOf({ kind: 'index', project }));
  try {
    await open.loaded;
    if (!(await isReadable(open))) return false;
    edit(open.doc);
    return true;
  } finally {
    await open.close();
  }
}
