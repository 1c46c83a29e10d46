import * as z from 'zod/mini';
import { AssetKind } from '#shared/assets/asset-kind.ts';
import type { UserId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { createUlid } from '#shared/ulid.ts';
import { cleanFileName } from '#shared/uploads/file-name.ts';
import type { UploadFacts } from '#shared/uploads/protocol.ts';
import { Sha256 } from '../blobs/blob-store.ts';
import { sql } from '../database/sql.ts';
import { findAccess, writeRefusal } from '../projects/access.ts';
import { finishUpload } from './finish-upload.ts';
import type { IncomingContext } from './incoming-context.ts';
import { findStanding, type Standing } from './standing.ts';
import { insertUpload, type Upload, usageOf } from './store.ts';

/** Files on their way end within minutes or days; a client that has so many tries again when he likes. */
const TOO_MANY_RETRY_S = 60;

export type Created = Standing & { isNew: boolean };

/**
 * Begins an upload, or finds the one that the same person has begun with the same facts. What he may read already need not be
 * sent; of what he may not read nothing is said, and it is sent like anything else.
 */
export async function createUpload(
  context: IncomingContext,
  { user, facts, sizeBytes }: { user: UserId; facts: UploadFacts; sizeBytes: number },
): Promise<Result<Created>> {
  const { database, clock, random, blobs, limits } = context;
  const { project, shot } = facts;
  const refusal = writeRefusal(await findAccess(database, project, user));
  if (refusal) return fail(refusal);
  if (sizeBytes < 1) return fail({ code: 'bad_input', field: 'upload-length' });
  if (sizeBytes > limits.fileMaxBytes) return fail({ code: 'too_large', limitBytes: limits.fileMaxBytes });
  const nowMs = clock.nowMs();
  const asset = facts.asset ?? createUlid({ nowMs: () => nowMs, randomByte: () => random.bytes(1)[0] ?? 0 });
  const sha256 = facts.sha256 === undefined ? null : Sha256.parse(facts.sha256);
  const wanted = {
    asset,
    project,
    shot,
    user,
    name: cleanFileName(facts.filename),
    sizeBytes,
    sha256,
    prompt: facts.prompt ?? null,
  };
  const standing = await findRepeated(context, wanted);
  if (!standing.ok) return standing;
  if (standing.value) return ok({ ...standing.value, isNew: false });
  const isKnown = sha256 !== null && (await isReadable(context, { sha256, sizeBytes, user }));
  if (!isKnown && !(await blobs.hasRoomFor(sizeBytes))) return fail({ code: 'disk_full' });
  const upload = { ...wanted, createdAtMs: nowMs, wholeAtMs: isKnown ? nowMs : null, doneAtMs: null };
  const [inserted] = await database.write([insertUpload(upload, limits.personQuotaBytes)]);
  if (inserted?.changes !== 1) return notInserted(context, wanted);
  if (!isKnown) return ok({ upload, offset: 0, isNew: true });
  const finished = await finishUpload(context, asset);
  return finished.ok ? ok({ upload, offset: finished.value, isNew: true }) : finished;
}

type Wanted = Omit<Upload, 'createdAtMs' | 'wholeAtMs' | 'doneAtMs'>;

/** What stands under this id already; a fault when it is not the same. */
async function findRepeated(context: IncomingContext, wanted: Wanted): Promise<Result<Standing | undefined>> {
  const standing = await findStanding(context, wanted.asset);
  if (!standing.ok) return standing;
  if (standing.value)
    return isSame(standing.value.upload, wanted) ? ok(standing.value) : fail({ code: 'id_taken' });
  // Done so long ago that only the asset is left of it.
  const made = await findAsset(context, wanted);
  if (!made) return ok(undefined);
  const isHis = made.by === wanted.user && made.shot === wanted.shot && made.sizeBytes === wanted.sizeBytes;
  const isAsSaid = wanted.sha256 === null || wanted.sha256 === made.sha256;
  if (!isHis || !isAsSaid) return fail({ code: 'id_taken' });
  const { createdAtMs } = made;
  const upload = { ...wanted, createdAtMs, wholeAtMs: createdAtMs, doneAtMs: createdAtMs };
  return ok({ upload, offset: wanted.sizeBytes });
}

function isSame(upload: Upload, wanted: Wanted): boolean {
  const { project, shot, user, name, sizeBytes, sha256 } = wanted;
  const isTheSameFile = upload.name === name && upload.sizeBytes === sizeBytes;
  const isAsSaid = sha256 === null || upload.sha256 === sha256;
  return (
    isTheSameFile && isAsSaid && upload.user === user && upload.project === project && upload.shot === shot
  );
}

const MadeAsset = z.object({
  by: z.nullable(z.string()),
  shot: z.string(),
  sizeBytes: z.number(),
  sha256: z.string(),
  kind: AssetKind,
  createdAtMs: z.number(),
});

async function findAsset({ database }: IncomingContext, { project, asset }: Wanted) {
  const row = await database.readOne(
    sql(
      `SELECT user_id AS "by", shot, size_bytes AS sizeBytes, sha256, kind, created_at AS createdAtMs FROM assets
         WHERE project = ? AND id = ?`,
      project,
      asset,
    ),
  );
  return row && MadeAsset.parse(row);
}

/** By the same rows as a reading of it; the store is asked only of what may be read, so that no answer takes longer than another. */
async function isReadable(
  { database, blobs }: IncomingContext,
  { sha256, sizeBytes, user }: { sha256: Sha256; sizeBytes: number; user: UserId },
): Promise<boolean> {
  const row = await database.readOne(
    sql(
      `SELECT a.size_bytes FROM assets a JOIN project_members m ON m.project = a.project AND m.user_id = ?2
         WHERE a.sha256 = ?1 LIMIT 1`,
      sha256,
      user,
    ),
  );
  if (Number(row?.size_bytes) !== sizeBytes) return false;
  return (await blobs.find(sha256))?.sizeBytes === sizeBytes;
}

/** Another request of the same id came first, or there is too much. */
async function notInserted(context: IncomingContext, wanted: Wanted): Promise<Result<Created>> {
  const standing = await findRepeated(context, wanted);
  if (!standing.ok) return standing;
  if (standing.value) return ok({ ...standing.value, isNew: false });
  const { usedBytes, hasTooMany } = await usageOf(context.database, wanted.user);
  if (hasTooMany) return fail({ code: 'too_many_requests', retryAfterS: TOO_MANY_RETRY_S });
  return fail({ code: 'quota_full', limitBytes: context.limits.personQuotaBytes, usedBytes });
}
