import { type Schema, Validator } from '@cfworker/json-schema';
import type { MediaKind, ModelSchema } from './model.ts';
import type { Asked } from './price-of.ts';

/** The parameters with what the model takes where nothing was said. */
export function withDefaults(schema: ModelSchema, params: Record<string, unknown>): Record<string, unknown> {
  const full: Record<string, unknown> = {};
  for (const [name, { default: usual }] of Object.entries(schema.properties))
    if (usual !== undefined) full[name] = usual;
  for (const [name, value] of Object.entries(params)) if (value !== undefined) full[name] = value;
  return full;
}

/** The first parameter that does not fit the model's schema, or nothing. The prompt is judged with them. */
export function findBadParameter(schema: ModelSchema, { params, text }: Asked): string | undefined {
  const unknown = Object.keys(params).find((name) => !Object.hasOwn(schema.properties, name));
  if (unknown !== undefined) return unknown;
  const prompt = promptParameterOf(schema);
  const values = prompt === undefined ? params : { ...params, [prompt]: text };
  // A model's schema is a JSON Schema; the library has a type of its own for them.
  const { valid, errors } = new Validator(schema as Schema, '2020-12').validate(values);
  if (valid) return undefined;
  return errors.map(parameterOf).find((name) => name !== '') ?? '';
}

/** The name under which a model takes the text. */
function promptParameterOf(schema: ModelSchema): string | undefined {
  return Object.entries(schema.properties).find(([, property]) => property['x-role'] === 'prompt')?.[0];
}

/** The assets that the parameters name, with the kind that each place takes. */
export function listNamedAssets(
  schema: ModelSchema,
  params: Record<string, unknown>,
): { parameter: string; asset: string; kind: MediaKind }[] {
  return Object.entries(schema.properties).flatMap(([parameter, { 'x-media': kind }]) => {
    const value = params[parameter];
    if (!kind || value === undefined || value === null) return [];
    return (Array.isArray(value) ? value : [value]).map((asset) => ({
      parameter,
      asset: String(asset),
      kind,
    }));
  });
}

function parameterOf({
  instanceLocation,
  keyword,
  error,
}: {
  instanceLocation: string;
  keyword: string;
  error: string;
}) {
  const [, name] = instanceLocation.split('/');
  if (name !== undefined) return name;
  return keyword === 'required' ? (/"([^"]+)"/.exec(error)?.[1] ?? '') : '';
}
