import type * as Y from 'yjs';
import type { OpenDoc, SyncEngine } from '#lib/sync/engine.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import type { ProjectId } from '#shared/ids.ts';

/** Offline this is how long it takes to learn that the document is not to be had. */
const PATIENCE_MS = 6000;

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

/** An edit of a document that is only half here could lose against what the server has. */
function isReadable(open: OpenDoc): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (isReady: boolean) => {
      clearTimeout(timer);
      unsubscribe();
      resolve(isReady);
    };
    const look = () => {
      const state = open.state();
      if (state === 'local' || state === 'synced') done(true);
      else if (state === 'refused') done(false);
    };
    const unsubscribe = open.subscribe(look);
    const timer = setTimeout(() => done(false), PATIENCE_MS);
    look();
  });
}
