import * as z from 'zod/mini';
import { MutationId, ProjectId, ShotId } from '../ids.ts';
import { Ulid } from '../ulid.ts';

/** So many assets change their place in one mutation; more go in several. */
export const ASSETS_AT_ONCE = 200;

/** What people do to the assets of a project; parts of `Mutation`. */
export const ASSET_MUTATIONS = [
  /** To another shot of the same project; the work that is still on its way lands where it was asked for. */
  z.object({
    id: MutationId,
    kind: z.literal('asset.move'),
    project: ProjectId,
    assets: z.array(Ulid).check(z.minLength(1), z.maxLength(ASSETS_AT_ONCE)),
    to: ShotId,
  }),
  /** The same content once more, under an id of its own, in another shot or the same. */
  z.object({
    id: MutationId,
    kind: z.literal('asset.copy'),
    project: ProjectId,
    copies: z
      .array(z.object({ from: Ulid, id: Ulid, shot: ShotId }))
      .check(z.minLength(1), z.maxLength(ASSETS_AT_ONCE)),
  }),
] as const;

export type AssetMutation = z.infer<(typeof ASSET_MUTATIONS)[number]>;

export function isAssetMutation<M extends { kind: string }>(
  mutation: M,
): mutation is Extract<M, { kind: `asset.${string}` }> {
  return mutation.kind.startsWith('asset.');
}
