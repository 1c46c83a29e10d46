import { z } from 'zod';
import { Fault } from '../fault.ts';
import { MutationId, ProjectId } from '../ids.ts';

/** Everything that is not a document and may be made offline. Idempotent by `id`. */
export const Mutation = z.discriminatedUnion('kind', [
  z.object({
    id: MutationId,
    kind: z.literal('project.create'),
    project: ProjectId,
    name: z.string().max(1000),
  }),
  z.object({ id: MutationId, kind: z.literal('project.trash'), project: ProjectId }),
  z.object({ id: MutationId, kind: z.literal('project.restore'), project: ProjectId }),
  /** A whole copy of `from` under the new id `project`; whoever asks owns it. */
  z.object({
    id: MutationId,
    kind: z.literal('project.duplicate'),
    project: ProjectId,
    from: ProjectId,
    name: z.string().max(1000),
  }),
]);
export type Mutation = z.infer<typeof Mutation>;

export const MutationResult = z.object({
  id: z.string(),
  ok: z.boolean(),
  fault: Fault.optional(),
  message: z.string().optional(),
});
export type MutationResult = z.infer<typeof MutationResult>;

export const MutationsAnswer = z.object({ epoch: z.string(), results: z.array(MutationResult) });
export type MutationsAnswer = z.infer<typeof MutationsAnswer>;

export const MUTATIONS_MAX = 200;
