import * as z from 'zod/mini';
import { ProjectId } from '../ids.ts';

/** A project that an archive may be merged with, and what its record does not say of it. */
export const MergeTarget = z.object({ id: ProjectId, owners: z.array(z.string()) });
export type MergeTarget = z.infer<typeof MergeTarget>;

export const MergeTargetsAnswer = z.object({ projects: z.array(MergeTarget) });
export type MergeTargetsAnswer = z.infer<typeof MergeTargetsAnswer>;
