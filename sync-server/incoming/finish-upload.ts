import { SNIFF_BYTES, type Sniffed, sniff } from '#shared/media/sniff.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { wantRenditions } from '../assets/renditions.ts';
import { findAssetOf, insertAssets, type NewAsset } from '../assets/store.ts';
import { writeWithHeadliner } from '../assets/write-with-headliner.ts';
import type { Blob, Sha256 } from '../blobs/blob-store.ts';
import { findAccess, writeRefusal } from '../projects/access.ts';
import type { IncomingContext } from './incoming-context.ts';
import { deleteUpload, findUpload, noteDone, noteLost, noteWhole, type Upload } from './store.ts';

/**
 * Goes on with the end of an upload from wherever it was broken off. Answers with how much of it is here: all of it when the
 * asset stands, less when bytes have to be sent.
 */
export function finishUpload(context: IncomingContext, asset: string): Promise<Result<number>> {
  const { database, parts } = context;
  return parts.alone(asset, async () => {
    const upload = await findUpload(database, asset);
    if (!upload) return fail({ code: 'not_found' });
    if (upload.doneAtMs !== null) return ok(upload.sizeBytes);
    if (upload.wholeAtMs !== null && upload.sha256 !== null)
      return place(context, { ...upload, sha256: upload.sha256 });
    const partBytes = (await parts.find(asset))?.sizeBytes ?? 0;
    if (partBytes < upload.sizeBytes) return ok(partBytes);
    await parts.sync(asset);
    return takeWhole(context, upload, await parts.hashOf(asset));
  });
}

/** All bytes are here and synced, and nobody writes to them. Only for the writer of the part. */
export async function takeWhole(
  context: IncomingContext,
  upload: Upload,
  sha256: Sha256,
): Promise<Result<number>> {
  const { database, parts, clock } = context;
  const { asset } = upload;
  if (upload.sha256 !== null && upload.sha256 !== sha256) {
    await parts.forget(asset);
    return fail({ code: 'wrong_hash' });
  }
  if (!sniff(await parts.headOf(asset, SNIFF_BYTES))) return forgetUpload(context, asset);
  const [noted] = await database.write([noteWhole(asset, { sha256, nowMs: clock.nowMs() })]);
  // Withdrawn meanwhile.
  if (noted?.changes !== 1) {
    await parts.forget(asset);
    return fail({ code: 'not_found' });
  }
  return place(context, { ...upload, sha256 });
}

/** What is no media leaves nothing behind. Only for the writer of the part. */
async function forgetUpload({ database, parts }: IncomingContext, asset: string): Promise<Result<never>> {
  await database.write([deleteUpload(asset)]);
  await parts.forget(asset);
  return fail({ code: 'not_media' });
}

/** The proven content gets its place, and then its row with all that follows from it. */
async function place(context: IncomingContext, upload: Upload & { sha256: Sha256 }): Promise<Result<number>> {
  const { database, blobs, parts } = context;
  const { asset, project, user, sha256, sizeBytes } = upload;
  using _held = await blobs.hold([sha256]);
  // A part that was proven is not added to any more.
  if ((await parts.find(asset))?.sizeBytes === sizeBytes) await blobs.adopt(parts.pathOf(asset), sha256);
  const blob = await blobs.find(sha256);
  const sniffed = blob && (await sniffedBlob(context, blob));
  if (!sniffed) {
    await database.write([noteLost(asset)]);
    return ok(0);
  }
  // Once more: a large file takes its time.
  const refusal = writeRefusal(await findAccess(database, project, user));
  if (refusal) return fail(refusal);
  await writeAsset(context, upload, sniffed);
  return ok(sizeBytes);
}

type What = Pick<Sniffed, 'kind' | 'type'>;

async function sniffedBlob(
  { database, blobs }: IncomingContext,
  { sha256, sizeBytes }: Blob,
): Promise<What | undefined> {
  const head = await blobs.read(sha256, { from: 0, to: Math.min(SNIFF_BYTES, sizeBytes) });
  const bytes = new Uint8Array(await new Response(head).arrayBuffer());
  // What a model has made is of the type that the runner saw.
  return sniff(bytes) ?? (await findAssetOf(database, sha256));
}

async function writeAsset(
  context: IncomingContext,
  upload: Upload & { sha256: Sha256 },
  { kind, type }: What,
): Promise<void> {
  const { jobs, clock, log } = context;
  const nowMs = clock.nowMs();
  const { asset: id, project, shot, user, sha256, sizeBytes, name, prompt } = upload;
  const asset: NewAsset = {
    ...{ id, project, shot, sha256, kind, type, sizeBytes, name: name || null, by: user, createdAt: nowMs },
    // A runner looks at the content and says what it is (`content_facts`).
    ...{ width: null, height: null, durationMs: null },
    ...{ take: null, prompt, job: null, model: null, position: 0 },
  };
  const canStand = kind === 'image' || kind === 'video';
  await writeWithHeadliner(context, {
    statements: [...insertAssets([asset]), ...wantRenditions([asset], nowMs), noteDone(id, nowMs)],
    offer: canStand ? { project, shot, asset: id } : undefined,
    user,
  });
  jobs.dispatcher.wake();
  log.info('file_received', { project, asset: id, type, sizeBytes });
}
