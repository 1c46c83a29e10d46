import * as z from 'zod/mini';
import { RenditionName, Sha256Hex } from '../assets/asset-record.ts';
import { ModelId } from '../catalogue/model.ts';
import { ProjectId, ShotId } from '../ids.ts';
import { Ulid } from '../ulid.ts';
import { EditWork } from './edit-work.ts';
import { FrameWork } from './frame-work.ts';

export const PROMPT_MAX_CHARS = 32_000;

/** What a person asks a model for. The prompt record and the take stand in the document of the shot. */
export const GenerateWork = z.object({
  kind: z.literal('generate'),
  project: ProjectId,
  shot: ShotId,
  prompt: Ulid,
  take: Ulid,
  model: ModelId,
  text: z.string().check(z.maxLength(PROMPT_MAX_CHARS)),
  /** By the model's schema; what has `x-media` names assets of the project. */
  params: z.record(z.string().check(z.maxLength(128)), z.unknown()),
});
export type GenerateWork = z.infer<typeof GenerateWork>;

/** Smaller forms of content that has come in. */
export const RenditionWork = z.object({
  kind: z.literal('rendition'),
  project: ProjectId,
  sha256: Sha256Hex,
  type: z.string(),
  names: z.array(RenditionName),
});
export type RenditionWork = z.infer<typeof RenditionWork>;

/** Whether an account can be worked with: a question that costs nothing. */
export const CheckWork = z.object({ kind: z.literal('check'), account: z.string() });
export type CheckWork = z.infer<typeof CheckWork>;

export const Work = z.discriminatedUnion('kind', [
  GenerateWork,
  EditWork,
  RenditionWork,
  FrameWork,
  CheckWork,
]);
export type Work = z.infer<typeof Work>;

export const PRIORITIES = { interactive: 100, batch: 50, autopilot: 10 } as const;
