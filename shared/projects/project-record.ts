import { z } from 'zod';
import { ProjectId } from '../ids.ts';

export const ProjectRole = z.enum(['owner', 'editor', 'viewer']);
export type ProjectRole = z.infer<typeof ProjectRole>;

/** What the projects page shows, kept by the server from the index documents. */
export const ProjectRecord = z.object({
  id: ProjectId,
  name: z.string(),
  role: ProjectRole,
  shots: z.number().int(),
  ready: z.number().int(),
  createdAt: z.number(),
  editedAt: z.number(),
});
export type ProjectRecord = z.infer<typeof ProjectRecord>;
