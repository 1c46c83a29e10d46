import * as z from 'zod/mini';
import { Recovery } from '../jobs/job.ts';
import { ModelId, ModelSchema, ProviderId, Purpose } from './model.ts';
import { PriceRule } from './price.ts';

const Name = z.string().check(z.trim(), z.minLength(1), z.maxLength(100));

export const CONCURRENCY_MAX = 100;
const CONCURRENCY_USUAL = 4;
const MODELS_MAX = 200;

export const Concurrency = z.number().check(z.int(), z.minimum(1), z.maximum(CONCURRENCY_MAX));

/** A model as it is pasted and exported: nothing of this house is in it. */
export const ModelRow = z.object({
  id: ModelId,
  name: Name,
  purpose: Purpose,
  schema: ModelSchema,
  price: z._default(z.nullable(PriceRule), null),
  retiresOn: z._default(z.nullable(z.iso.date()), null),
  notice: z._default(z.nullable(z.string().check(z.maxLength(500))), null),
});
export type ModelRow = z.infer<typeof ModelRow>;

/** A provider with its models. A key is never part of it. */
export const ProviderRow = z.object({
  id: ProviderId,
  name: Name,
  adapter: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/)),
  recovery: Recovery,
  needsKey: z.boolean(),
  definition: z._default(z.record(z.string(), z.unknown()), {}),
  account: z.object({
    name: Name,
    baseUrl: z._default(z.nullable(z.string().check(z.maxLength(500))), null),
    concurrency: z._default(Concurrency, CONCURRENCY_USUAL),
  }),
  models: z._default(z.array(ModelRow).check(z.maxLength(MODELS_MAX)), []),
});
export type ProviderRow = z.infer<typeof ProviderRow>;

/** What has come in by a row. */
export const ImportedRow = z.object({ provider: ProviderId, models: z.array(ModelId) });
export type ImportedRow = z.infer<typeof ImportedRow>;
