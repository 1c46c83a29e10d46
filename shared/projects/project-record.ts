import * as z from 'zod/mini';
import { ProjectId, ShotId } from '../ids.ts';

export const ProjectRole = z.enum(['owner', 'editor', 'viewer']);
export type ProjectRole = z.infer<typeof ProjectRole>;

/** One picture of a project's mosaic: a shot from the beginning of its storyboard. */
export const ProjectCover = z.object({
  shot: ShotId,
  title: z.string(),
  headliner: z.nullable(z.string()),
});
export type ProjectCover = z.infer<typeof ProjectCover>;

export const COVERS_MAX = 4;

/** What the projects page shows, kept by the server from the index documents. */
export const ProjectRecord = z.object({
  id: ProjectId,
  name: z.string(),
  role: ProjectRole,
  shots: z.number().check(z.int()),
  ready: z.number().check(z.int()),
  covers: z._default(z.array(ProjectCover).check(z.maxLength(COVERS_MAX)), []),
  createdAt: z.number(),
  editedAt: z.number(),
  /** When it went to the trash; `null` for a project in use. */
  trashedAt: z._default(z.nullable(z.number()), null),
});
export type ProjectRecord = z.infer<typeof ProjectRecord>;
