import { ok, type Result } from '#shared/result.ts';
import { finishUpload } from './finish-upload.ts';
import type { IncomingContext } from './incoming-context.ts';
import { findUpload, type Upload } from './store.ts';

/** An upload, and how much of it has come: all of it only when the asset stands. */
export type Standing = { upload: Upload; offset: number };

/**
 * How an upload stands. One that has all its bytes and was broken off before its end is ended now. Who asks does not wait for a
 * piece that is still coming: its line may be dead.
 */
export async function findStanding(
  context: IncomingContext,
  asset: string,
): Promise<Result<Standing | undefined>> {
  const upload = await findUpload(context.database, asset);
  if (!upload) return ok(undefined);
  if (upload.doneAtMs !== null) return ok({ upload, offset: upload.sizeBytes });
  await dropUntrusted(context, upload);
  const partBytes = (await context.parts.find(asset))?.sizeBytes ?? 0;
  if (upload.wholeAtMs === null && partBytes < upload.sizeBytes) return ok({ upload, offset: partBytes });
  const finished = await finishUpload(context, asset);
  return finished.ok ? ok({ upload, offset: finished.value }) : finished;
}

/**
 * A machine that lost its power may have kept the length of a part and not its bytes. With a hash that is found out at the
 * end; without one the part begins anew.
 */
export async function dropUntrusted(
  { parts, bootedAtMs }: IncomingContext,
  { asset, sha256 }: Upload,
): Promise<void> {
  if (sha256 !== null) return;
  const part = await parts.find(asset);
  if (part && part.changedAtMs < bootedAtMs && !parts.isBusy(asset)) await parts.drop(asset);
}
