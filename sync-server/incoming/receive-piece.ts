import type { UserId } from '#shared/ids.ts';
import { SNIFF_BYTES, sniff } from '#shared/media/sniff.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Piece, Received } from '../blobs/parts.ts';
import { findAccess, writeRefusal } from '../projects/access.ts';
import { takeWhole } from './finish-upload.ts';
import type { IncomingContext } from './incoming-context.ts';
import { dropUntrusted, findStanding } from './standing.ts';
import { deleteUpload, findUpload, type Upload } from './store.ts';

/** The upload of that name, when it is this person's. */
export async function findOwn(
  { database }: IncomingContext,
  { asset, user }: { asset: string; user: UserId },
): Promise<Result<Upload>> {
  const upload = await findUpload(database, asset);
  return upload?.user === user ? ok(upload) : fail({ code: 'not_found' });
}

/** Takes a piece in; with the last one the asset stands. */
export async function receivePiece(
  context: IncomingContext,
  upload: Upload,
  { offset, content }: Pick<Piece, 'offset' | 'content'>,
): Promise<Result<Received>> {
  const { database, parts } = context;
  const { asset, sizeBytes: length } = upload;
  const refusal = writeRefusal(await findAccess(database, upload.project, upload.user));
  if (refusal) return fail(refusal);
  if (upload.wholeAtMs !== null) return afterTheEnd(context, upload, offset);
  await dropUntrusted(context, upload);
  let isMedia = true;
  const received = await parts.append(
    asset,
    { offset, length, content },
    {
      // Another one may have brought it to its end, or withdrawn it, while this one waited.
      open: async () => {
        const now = await findUpload(database, asset);
        if (!now) return { code: 'not_found' };
        return now.wholeAtMs === null ? undefined : { code: 'upload_moved_on', offset: length };
      },
      judge: {
        bytes: SNIFF_BYTES,
        of: (head) => {
          isMedia = sniff(head) !== undefined;
          return isMedia ? undefined : { code: 'not_media' };
        },
      },
      whole: async ({ sha256 }) => {
        const taken = await takeWhole(context, upload, sha256);
        return taken.ok ? ok(undefined) : taken;
      },
    },
  );
  if (!isMedia) await database.write([deleteUpload(asset)]);
  return received;
}

/** All its bytes are known to be here: nothing is to be added, and what was broken off is ended. */
async function afterTheEnd(
  context: IncomingContext,
  { asset, sizeBytes }: Upload,
  offset: number,
): Promise<Result<Received>> {
  const standing = await findStanding(context, asset);
  if (!standing.ok) return standing;
  if (!standing.value) return fail({ code: 'not_found' });
  const reached = standing.value.offset;
  if (reached !== offset) return fail({ code: 'upload_moved_on', offset: reached });
  return ok({ offset: reached, isWhole: reached === sizeBytes });
}
