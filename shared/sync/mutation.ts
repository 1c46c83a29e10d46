import * as z from 'zod/mini';
import { ASSET_MUTATIONS } from '../assets/asset-mutations.ts';
import { Fault } from '../fault.ts';
import { MutationId, ProjectId } from '../ids.ts';
import { JOB_MUTATIONS } from '../jobs/job-mutations.ts';

/** Everything that is not a document and may be made offline. Idempotent by `id`. */
export const Mutation = z.discriminatedUnion('kind', [
  z.object({
    id: MutationId,
    kind: z.literal('project.create'),
    project: ProjectId,
    name: z.string().check(z.maxLength(1000)),
  }),
  z.object({ id: MutationId, kind: z.literal('project.trash'), project: ProjectId }),
  z.object({ id: MutationId, kind: z.literal('project.restore'), project: ProjectId }),
  /** A whole copy of `from` under the new id `project`; whoever asks owns it. */
  z.object({
    id: MutationId,
    kind: z.literal('project.duplicate'),
    project: ProjectId,
    from: ProjectId,
    name: z.string().check(z.maxLength(1000)),
  }),
  ...JOB_MUTATIONS,
  ...ASSET_MUTATIONS,
]);
export type Mutation = z.infer<typeof Mutation>;

export const MutationResult = z.object({
  id: z.string(),
  ok: z.boolean(),
  fault: z.optional(Fault),
  message: z.optional(z.string()),
});
export type MutationResult = z.infer<typeof MutationResult>;

export const MutationsAnswer = z.object({ epoch: z.string(), results: z.array(MutationResult) });
export type MutationsAnswer = z.infer<typeof MutationsAnswer>;

export const MUTATIONS_MAX = 200;
