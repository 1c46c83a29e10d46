import type { ShotId } from '#shared/ids.ts';
import { isOnServer, type UploadView } from '../upload-entry.ts';

/** Uploads whose shots were undone: what the server has already, stays, and comes back with its shot. */
export function listToCallOff(
  views: readonly UploadView[],
  { made, standing }: { made: ReadonlySet<ShotId>; standing: ReadonlySet<ShotId> },
): string[] {
  return views
    .filter((view) => made.has(view.shot) && !standing.has(view.shot) && !isOnServer(view))
    .map(({ id }) => id);
}
