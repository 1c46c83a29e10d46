import type { ModelSchema, ParameterSchema } from '#shared/catalogue/model.ts';

/** Whether a model takes a picture to go by. */
export function takesReference(schema: ModelSchema): boolean {
  return referenceOf(schema) !== undefined;
}

/** The parameters with this picture among the references; those that were there before stay, as many as fit. */
export function withReference(
  schema: ModelSchema,
  params: Record<string, unknown>,
  asset: string,
): Record<string, unknown> {
  const [name, property] = referenceOf(schema) ?? [];
  if (name === undefined || !property) return params;
  if (property.type !== 'array') return { ...params, [name]: asset };
  const before = Array.isArray(params[name]) ? params[name].filter((one) => one !== asset) : [];
  return { ...params, [name]: [asset, ...before].slice(0, property.maxItems ?? before.length + 1) };
}

function referenceOf({ properties }: ModelSchema): [string, ParameterSchema] | undefined {
  return Object.entries(properties).find(
    ([, property]) => property['x-role'] === 'reference' && property['x-media'] === 'image',
  );
}
