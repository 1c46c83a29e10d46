import * as z from 'zod/mini';
import { ProjectId, ShotId } from '../ids.ts';
import { DURATION_MAX_MS } from '../media/content-facts.ts';
import { Ulid } from '../ulid.ts';

/** Which frame of a film: the one that is seen last, or the one that is seen at that moment. */
export const FrameMoment = z.union([
  z.literal('last'),
  z.number().check(z.int(), z.nonnegative(), z.maximum(DURATION_MAX_MS)),
]);
export type FrameMoment = z.infer<typeof FrameMoment>;

/** One frame of a film as a picture of its own. It costs nothing. The picture belongs to `shot`, which may be another than the film's. */
export const FrameWork = z.object({
  kind: z.literal('frame'),
  project: ProjectId,
  shot: ShotId,
  prompt: Ulid,
  take: Ulid,
  /** The film, an asset of this project. */
  source: Ulid,
  at: FrameMoment,
});
export type FrameWork = z.infer<typeof FrameWork>;
