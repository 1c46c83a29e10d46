import * as z from 'zod/mini';
import { ModelId } from '../catalogue/model.ts';
import { ProjectId, ShotId } from '../ids.ts';
import { Ulid } from '../ulid.ts';

const TEXT_MAX_CHARS = 32_000;
export const REMARK_MAX_CHARS = 2000;
const LOCKED_MAX = 50;

/** A remark to a prompt that a model is to rewrite. The answer is kept with the job; nothing is made of it by itself. */
export const EditWork = z.object({
  kind: z.literal('edit'),
  project: ProjectId,
  shot: ShotId,
  /** Its record in the document of the shot. */
  edit: Ulid,
  /** The prompt that the remark is about. */
  prompt: Ulid,
  model: ModelId,
  text: z.string().check(z.minLength(1), z.maxLength(TEXT_MAX_CHARS)),
  remark: z.string().check(z.minLength(1), z.maxLength(REMARK_MAX_CHARS)),
  locked: z
    .array(z.string().check(z.minLength(1), z.maxLength(TEXT_MAX_CHARS)))
    .check(z.maxLength(LOCKED_MAX)),
  /** What the note of the model is written in. */
  language: z.enum(['ru', 'en']),
});
export type EditWork = z.infer<typeof EditWork>;
