import type { SyncEngine } from '#lib/sync/engine.ts';
import type { UploadEntry } from './upload-entry.ts';

const LOOK_EVERY_MS = 500;
/** An edit is written down a moment after it is made. */
const WRITTEN_WITHIN_MS = 3000;
/** An edit that the server will never take must not hold a file back for ever. */
const PATIENCE_MS = 30_000;

/**
 * Waits until what was made before the file, its project and its shot among it, has left this device: the server gives a
 * file to a shot that it knows.
 */
export async function serverKnows(
  engine: Pick<SyncEngine, 'listUnsent'>,
  { project, addedAtMs }: Pick<UploadEntry, 'project' | 'addedAtMs'>,
  signal: AbortSignal,
): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS;
  while (!signal.aborted && performance.now() < untilMs) {
    const unsent = await engine.listUnsent();
    const isOurs = unsent.some(
      (item) =>
        (item.kind === 'document' ? item.project : item.mutation.project) === project &&
        item.sinceMs <= addedAtMs + WRITTEN_WITHIN_MS &&
        (item.kind === 'document' || !item.fault),
    );
    if (!isOurs) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
