import type { SyncEngine } from '#lib/sync/engine.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import type { ShotCopy } from '#shared/documents/index-doc.ts';
import type { ProjectId } from '#shared/ids.ts';
import { copyShotContent, hasShotContent } from '#shared/storyboard/copy-shot-content.ts';

/** Drafts and parameters of copied shots, as far as the originals stand on this device; works offline. */
export async function copyContents(
  engine: SyncEngine,
  project: ProjectId,
  copies: ShotCopy[],
): Promise<void> {
  for (const { from, id } of copies) {
    const original = await engine.localCopy(docNameOf({ kind: 'shot', project, shot: from }));
    if (!original || !hasShotContent(original)) continue;
    const copy = engine.open(docNameOf({ kind: 'shot', project, shot: id }));
    await copy.loaded;
    copyShotContent(original, copy.doc);
    await copy.close();
    original.destroy();
  }
}
