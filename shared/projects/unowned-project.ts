import * as z from 'zod/mini';
import { ProjectId } from '../ids.ts';

/** A project whose owners cannot sign in any more, as an admin of the instance sees it: enough to know it by. */
export const UnownedProject = z.object({
  id: ProjectId,
  name: z.string(),
  shots: z.number().check(z.int()),
  isTrashed: z.boolean(),
  owners: z.array(z.string()),
});
export type UnownedProject = z.infer<typeof UnownedProject>;

export const UnownedAnswer = z.object({ projects: z.array(UnownedProject) });
export type UnownedAnswer = z.infer<typeof UnownedAnswer>;
