import * as z from 'zod/mini';
import { ModelId } from '../catalogue/model.ts';
import { Fault } from '../fault.ts';
import { ProjectId, ShotId, UserId } from '../ids.ts';
import { JobId } from '../jobs/job.ts';
import { Ulid } from '../ulid.ts';
import { AssetKind } from './asset-kind.ts';

/** Names content by what it is. */
export const Sha256Hex = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/**
 * A smaller or other form of an asset, made by a runner. `w320` and the like are WebP of that width at most, `proxy` is a small
 * film without sound for a look, `peaks` the outline of a sound.
 */
export const RENDITIONS = ['w320', 'w640', 'w1600', 'poster', 'proxy', 'peaks'] as const;
export const RenditionName = z.enum(RENDITIONS);
export type RenditionName = z.infer<typeof RenditionName>;

/** Whether this is a type of that kind. An SVG is a program, and no model is asked for one. */
export function isMediaType(kind: AssetKind, type: string): boolean {
  if (kind === 'subtitles') return type === 'application/x-subrip';
  return type.startsWith(`${kind}/`) && !type.includes('svg') && /^[a-z]+\/[a-z0-9.+-]+$/.test(type);
}

/** What the machine knows of a picture, a video or a sound of a shot. */
export const AssetRecord = z.object({
  id: Ulid,
  project: ProjectId,
  shot: ShotId,
  sha256: Sha256Hex,
  kind: AssetKind,
  type: z.string(),
  sizeBytes: z.number(),
  width: z.nullable(z.number()),
  height: z.nullable(z.number()),
  durationMs: z.nullable(z.number()),
  /** The attempt that made it; `null` for a file of the author's own. */
  take: z.nullable(Ulid),
  prompt: z.nullable(Ulid),
  job: z.nullable(JobId),
  model: z.nullable(ModelId),
  /** Several results of one attempt stand in this order. */
  position: z.number(),
  createdAt: z.number(),
  renditions: z.array(RenditionName),
  /** How the file was called that somebody sent, and who; records of before know neither. */
  name: z._default(z.nullable(z.string()), null),
  by: z._default(z.nullable(UserId), null),
  /** What most of it is painted with, `#rrggbb`, the most first; and sixteen hex digits, alike where pictures are. */
  colours: z._default(z.array(z.string()), []),
  likeness: z._default(z.nullable(z.string()), null),
  /** Why no smaller form of it can be made: it is damaged, or not what it seems. */
  fault: z._default(z.nullable(Fault), null),
});
export type AssetRecord = z.infer<typeof AssetRecord>;
