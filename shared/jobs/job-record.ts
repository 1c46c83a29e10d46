import * as z from 'zod/mini';
import { ModelId } from '../catalogue/model.ts';
import { Price } from '../catalogue/price.ts';
import { Fault } from '../fault.ts';
import { ProjectId, ShotId, UserId } from '../ids.ts';
import { Ulid } from '../ulid.ts';
import { Call, JobId, JobState, RunnerId } from './job.ts';

/** What the pages know of a job, from the feed of its project. */
export const JobRecord = z.object({
  id: JobId,
  project: ProjectId,
  kind: z.enum(['generate', 'edit', 'rendition', 'frame']),
  shot: z.nullable(ShotId),
  take: z.nullable(Ulid),
  model: z.nullable(ModelId),
  /** The beginning of the prompt. */
  title: z.string(),
  by: z.nullable(UserId),
  priority: z.number(),
  state: JobState,
  /** What it is at, in Russian; `null` before the first word of a runner. */
  stage: z.nullable(z.string()),
  /** 0…1, where the work can tell. */
  progress: z.nullable(z.number()),
  /** Another one each time somebody has had it. */
  fence: z.optional(z.number()),
  attempt: z.number(),
  maxAttempts: z.number(),
  wantsCancel: z.boolean(),
  createdAt: z.number(),
  runAt: z.number(),
  /** When a runner first took it. */
  startedAt: z.nullable(z.number()),
  endedAt: z.nullable(z.number()),
  runner: z.nullable(RunnerId),
  fault: z.nullable(Fault),
  /** Expected for one call; `null` when nobody knows it. */
  price: z.nullable(Price),
  /** Taken so far, a line per currency. */
  spent: z.array(Price),
  /** The call whose fate is open, when a person has to say something about it. */
  openCall: z.nullable(z.pick(Call, { id: true, state: true, recovery: true, taskId: true })),
  assets: z.array(Ulid),
  /** The answer of a model that writes. */
  text: z.nullable(z.string()),
});
export type JobRecord = z.infer<typeof JobRecord>;
