import type { Launch } from '#lib/jobs/job-desk.ts';
import { paramsFor } from '#shared/catalogue/form-fields.ts';
import type { Model, ModelSchema } from '#shared/catalogue/model.ts';
import type { PromptRecord } from '#shared/documents/shot-doc.ts';

const SEED_MAX = 2_147_483_647;

/** The parameter that decides among the many pictures of one prompt, where the model has one. */
export function seedParameter({ properties }: ModelSchema): string | undefined {
  return Object.entries(properties).find(([, schema]) => schema['x-role'] === 'seed')?.[0];
}

/** The seed that was asked for; nothing when the model took one of its own. */
export function statedSeed(schema: ModelSchema, params: Record<string, unknown>): string | undefined {
  const name = seedParameter(schema);
  const value = name === undefined ? undefined : params[name];
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

/** Where the words of an earlier prompt came from: the same words with another seed came from there too. */
export function originOf({
  origin,
  parent,
  remark,
  source,
  draft,
  shelf,
  headliner,
}: PromptRecord): Launch['record'] {
  const said = { origin, parent, remark, source, draft, shelf, headliner };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** The parameters of an earlier prompt with another seed, inside what the model takes. `random` is 0…1. */
export function withNewSeed(
  { schema }: Pick<Model, 'schema'>,
  { params }: Pick<PromptRecord, 'params'>,
  random: number,
): Record<string, unknown> {
  const same = paramsFor(schema, params);
  const name = seedParameter(schema);
  if (name === undefined) return same;
  const property = schema.properties[name];
  const [least, most] = [Math.ceil(property?.minimum ?? 0), Math.floor(property?.maximum ?? SEED_MAX)];
  const room = Math.max(1, most - least + 1);
  let seed = least + Math.floor(random * room);
  // Another one, whatever chance says.
  if (seed === same[name]) seed = least + ((seed - least + 1) % room);
  return { ...same, [name]: property?.type === 'string' ? String(seed) : seed };
}
