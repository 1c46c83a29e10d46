import { z } from 'zod';
import { ProjectId, ShotId } from '../ids.ts';

export const ProjectRole = z.enum(['owner', 'editor', 'viewer']);
export type ProjectRole = z.infer<typeof ProjectRole>;

/** One picture of a project's mosaic: a shot from the beginning of its storyboard. */
export const ProjectCover = z.object({
  shot: ShotId,
  title: z.string(),
  headliner: z.string().nullable(),
});
export type ProjectCover = z.infer<typeof ProjectCover>;

export const COVERS_MAX = 4;

/** What the projects page shows, kept by the server from the index documents. */
export const ProjectRecord = z.object({
  id: ProjectId,
  name: z.string(),
  role: ProjectRole,
  shots: z.number().int(),
  ready: z.number().int(),
  covers: z.array(ProjectCover).max(COVERS_MAX).default([]),
  createdAt: z.number(),
  editedAt: z.number(),
  /** When it went to the trash; `null` for a project in use. */
  trashedAt: z.number().nullable().default(null),
});
export type ProjectRecord = z.infer<typeof ProjectRecord>;
