import * as z from 'zod/mini';
import { Recovery } from '../jobs/job.ts';
import { PriceRule } from './price.ts';

/** Short names that people can type: `imitation`, `imitation/image`. */
export const ProviderId = z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/));
export type ProviderId = z.infer<typeof ProviderId>;

export const ModelId = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9._-]{0,63}\/[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,127}$/));
export type ModelId = z.infer<typeof ModelId>;

export const Purpose = z.enum(['text', 'image', 'video', 'speech', 'transcription']);
export type Purpose = z.infer<typeof Purpose>;

export const MediaKind = z.enum(['image', 'video', 'audio']);
export type MediaKind = z.infer<typeof MediaKind>;

/** One parameter: a JSON Schema, with what the form and the price need to know of it. */
export const ParameterSchema = z.looseObject({
  title: z.optional(z.string()),
  description: z.optional(z.string()),
  type: z.optional(z.enum(['string', 'number', 'integer', 'boolean', 'array'])),
  enum: z.optional(z.array(z.union([z.string(), z.number()]))),
  default: z.optional(z.unknown()),
  minimum: z.optional(z.number()),
  maximum: z.optional(z.number()),
  multipleOf: z.optional(z.number()),
  maxLength: z.optional(z.number()),
  maxItems: z.optional(z.number()),
  /** `prompt` takes the text of the prompt; the first frame is what «Оживить» fills in. */
  'x-role': z.optional(
    z.enum([
      'prompt',
      'negative_prompt',
      'first_frame',
      'last_frame',
      'reference',
      'seconds',
      'count',
      'aspect',
      'seed',
      'mask',
      'output_tokens',
    ]),
  ),
  /** Its value names an asset of the project, or several when the type is `array`. */
  'x-media': z.optional(MediaKind),
  'x-order': z.optional(z.number()),
  /** Russian words for the values of `enum`. */
  'x-labels': z.optional(z.record(z.string(), z.string())),
  /** Folded away until asked for. */
  'x-advanced': z.optional(z.boolean()),
});
export type ParameterSchema = z.infer<typeof ParameterSchema>;

export const ModelSchema = z.looseObject({
  type: z.literal('object'),
  properties: z.record(z.string(), ParameterSchema),
  required: z.optional(z.array(z.string())),
});
export type ModelSchema = z.infer<typeof ModelSchema>;

export const Model = z.object({
  id: ModelId,
  provider: ProviderId,
  /** Whose limits and money a call of it takes. */
  account: z.string(),
  name: z.string(),
  purpose: Purpose,
  schema: ModelSchema,
  price: z.nullable(PriceRule),
  /** `YYYY-MM-DD`: from this day on the provider refuses it. */
  retiresOn: z.nullable(z.iso.date()),
  /** What its provider has announced, in words for those who use it. */
  notice: z.optional(z.string()),
  /** A person has switched it off: nothing new is asked of it. */
  isOff: z.optional(z.boolean()),
  /** Its provider wants a key, and nobody has entered one for the account. */
  lacksKey: z.optional(z.boolean()),
  /** Its pictures are drawn by this very computer and stand for nothing. */
  isImitation: z.boolean(),
});
export type Model = z.infer<typeof Model>;

export const Provider = z.object({
  id: ProviderId,
  name: z.string(),
  /** Which code of the runner talks to it; jobs of it have the kind `generate:<adapter>`. */
  adapter: z.string(),
  recovery: Recovery,
  needsKey: z.boolean(),
});
export type Provider = z.infer<typeof Provider>;

/** All that can be asked for. `version` changes with any of it. */
export const Catalogue = z.object({
  version: z.string(),
  providers: z.array(Provider),
  models: z.array(Model),
});
export type Catalogue = z.infer<typeof Catalogue>;
