import * as z from 'zod/mini';
import { Sha256Hex } from '../assets/asset-record.ts';
import { ProjectId, ShotId } from '../ids.ts';
import { Ulid } from '../ulid.ts';

/**
 * Files of people's own, by tus 1.0 (core, creation, expiration, termination) under `/api/uploads`. The pairs of
 * `upload-metadata` are those of `UploadFacts`. The upload is named by the asset that comes of it, so that a creation said twice
 * is one. With `sha256` of content that the sender may read already nothing has to be sent: the answer to the creation has
 * `upload-offset` equal to the length. The last piece is answered when the asset stands. A file that is not what we take is
 * refused as soon as its beginning is there (`not_media`), and nothing of it is kept.
 */
export const TUS_VERSION = '1.0.0';
export const PIECE_BYTES = 8 * 1024 ** 2;
export const FILE_NAME_MAX_CHARS = 255;

export const UploadFacts = z.object({
  project: ProjectId,
  shot: ShotId,
  /** As the sender calls it. It never becomes part of a path. */
  filename: z.string(),
  asset: z.optional(Ulid),
  sha256: z.optional(Sha256Hex),
  /** The record in the document of the shot that holds what the file says of how it was made. */
  prompt: z.optional(Ulid),
});
export type UploadFacts = z.infer<typeof UploadFacts>;
