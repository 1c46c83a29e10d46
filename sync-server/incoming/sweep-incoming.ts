import type { IncomingContext } from './incoming-context.ts';
import { findStanding } from './standing.ts';
import { deleteDoneBefore, deleteUpload, listUnfinished, type Upload } from './store.ts';

/** Nobody has added to it for so long; and so long it is told that a file has arrived. */
export const UPLOAD_LIVES_MS = 24 * 60 * 60_000;

/** Ends what was broken off before its end, and throws away what nobody goes on with. Killed anywhere, the next one goes on. */
export async function sweepIncoming(context: IncomingContext, nowMs: number): Promise<void> {
  const { database, parts, log } = context;
  // Before the rows: a part that is listed has its row by then.
  const names = await parts.list();
  const beforeMs = nowMs - UPLOAD_LIVES_MS;
  await database.write([deleteDoneBefore(beforeMs)]);
  const unfinished = await listUnfinished(database);
  for (const upload of unfinished) {
    try {
      await goOnWith(context, upload, beforeMs);
    } catch (error) {
      log.warn('upload_not_finished', { asset: upload.asset, reason: String(error) });
    }
  }
  const known = new Set(unfinished.map(({ asset }) => asset));
  for (const name of names) if (!known.has(name)) await parts.drop(name);
}

async function goOnWith(context: IncomingContext, upload: Upload, beforeMs: number): Promise<void> {
  const { database, parts } = context;
  const { asset, sizeBytes, createdAtMs } = upload;
  if (parts.isBusy(asset)) return;
  const standing = await findStanding(context, asset);
  if (standing.ok && standing.value?.offset === sizeBytes) return;
  const touchedMs = Math.max(createdAtMs, (await parts.find(asset))?.changedAtMs ?? 0);
  if (touchedMs < beforeMs && !parts.isBusy(asset))
    await parts.drop(asset, () => database.write([deleteUpload(asset)]));
}
