import * as z from 'zod/mini';
import { Price } from '../catalogue/price.ts';
import { MutationId, ProjectId } from '../ids.ts';
import { EditWork } from './edit-work.ts';
import { FrameWork } from './frame-work.ts';
import { CallId, JobId } from './job.ts';
import { Decision } from './job-event.ts';
import { GenerateWork } from './work.ts';

/** What a person's own job may ask for; the rest is for work that nobody waits for. */
const PersonsPriority = z.enum(['interactive', 'batch']);

/** What people do to jobs and to the money of a project; parts of `Mutation`. */
export const JOB_MUTATIONS = [
  z.object({
    id: MutationId,
    kind: z.literal('job.create'),
    project: ProjectId,
    job: JobId,
    work: z.discriminatedUnion('kind', [GenerateWork, EditWork]),
    priority: PersonsPriority,
    /** The price the person saw, `null` when there was none; the server asks again when it is another. */
    agreed: z.nullable(Price),
    /** The person was told that nobody knows the price, and wants it all the same. */
    acceptsUnknownPrice: z.optional(z.boolean()),
  }),
  /** A frame of a film as a picture; nothing is paid for it. */
  z.object({ id: MutationId, kind: z.literal('job.frame'), project: ProjectId, job: JobId, work: FrameWork }),
  z.object({ id: MutationId, kind: z.literal('job.cancel'), project: ProjectId, job: JobId }),
  z.object({ id: MutationId, kind: z.literal('job.retry'), project: ProjectId, job: JobId }),
  z.object({
    id: MutationId,
    kind: z.literal('job.prioritise'),
    project: ProjectId,
    job: JobId,
    priority: PersonsPriority,
  }),
  /** What a person says to a job that waits for him, about the call that was open then. */
  z.object({
    id: MutationId,
    kind: z.literal('job.decide'),
    project: ProjectId,
    job: JobId,
    call: z.nullable(CallId),
    choice: Decision,
  }),
  /** What may be spent on a whole project and on each of its days; `null` is no limit. */
  z.object({
    id: MutationId,
    kind: z.literal('project.budget'),
    project: ProjectId,
    whole: z.nullable(Price),
    daily: z.nullable(Price),
  }),
] as const;
