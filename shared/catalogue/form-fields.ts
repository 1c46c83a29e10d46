import type { ModelSchema, ParameterSchema } from './model.ts';

/** How a parameter is asked for. */
export type FieldKind = 'choice' | 'number' | 'flag' | 'text' | 'media' | 'media_list' | 'list';
export type FormField = { name: string; kind: FieldKind; schema: ParameterSchema; isRequired: boolean };
export type ModelForm = { takesPrompt: boolean; basic: FormField[]; advanced: FormField[] };

/** The form of a model, drawn from its schema: in the order it gives, the advanced ones apart, without the prompt. */
export function formOf({ properties, required = [] }: ModelSchema): ModelForm {
  const fields = Object.entries(properties)
    .filter(([, schema]) => schema['x-role'] !== 'prompt')
    .map(([name, schema]) => ({ name, schema, kind: kindOf(schema), isRequired: required.includes(name) }))
    .sort((a, b) => (a.schema['x-order'] ?? LAST) - (b.schema['x-order'] ?? LAST));
  return {
    takesPrompt: Object.values(properties).some((schema) => schema['x-role'] === 'prompt'),
    basic: fields.filter(({ schema }) => !schema['x-advanced']),
    advanced: fields.filter(({ schema }) => schema['x-advanced'] === true),
  };
}

const LAST = 1000;

function kindOf(schema: ParameterSchema): FieldKind {
  if (schema['x-media']) return schema.type === 'array' ? 'media_list' : 'media';
  if (schema.enum) return 'choice';
  if (schema.type === 'number' || schema.type === 'integer') return 'number';
  if (schema.type === 'boolean') return 'flag';
  return schema.type === 'array' ? 'list' : 'text';
}

/** Of what stands in the shot, what this model takes; the parameters of another model are left where they are. */
export function paramsFor(schema: ModelSchema, stored: Record<string, unknown>): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    const value = stored[name];
    if (property['x-role'] === 'prompt' || value === undefined || value === null || value === '') continue;
    if (property.enum && !property.enum.some((one) => one === value)) continue;
    params[name] = value;
  }
  return params;
}

/** The parameter that «Оживить» fills in. */
export function firstFrameOf({ properties }: ModelSchema): string | undefined {
  return Object.entries(properties).find(([, schema]) => schema['x-role'] === 'first_frame')?.[0];
}
