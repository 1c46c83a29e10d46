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
export function firstFrameOf(schema: ModelSchema): string | undefined {
  return parameterOf(schema, 'first_frame')?.[0];
}

/** What a shot of a project begins with where the model may take it: the shape of the film. */
export function projectParams(schema: ModelSchema, { aspect }: { aspect: string }): Record<string, unknown> {
  const [name, property] = parameterOf(schema, 'aspect') ?? [];
  return name !== undefined && property?.enum?.includes(aspect) ? { [name]: aspect } : {};
}

/** How many results a take will have and of what shape, as far as its parameters tell. */
export function expectedResults(
  schema: ModelSchema,
  params: Record<string, unknown>,
): { count: number; aspect: string | undefined; firstFrame: string | undefined } {
  const takenFor = (role: Role) => {
    const [name, property] = parameterOf(schema, role) ?? [];
    return name === undefined ? undefined : (params[name] ?? property?.default);
  };
  const [count, aspect, frame] = [takenFor('count'), takenFor('aspect'), takenFor('first_frame')];
  return {
    count: typeof count === 'number' && count >= 1 ? Math.min(EXPECTED_MAX, Math.round(count)) : 1,
    aspect: typeof aspect === 'string' && /^\d+(\.\d+)?:\d+(\.\d+)?$/.test(aspect) ? aspect : undefined,
    firstFrame: typeof frame === 'string' ? frame : undefined,
  };
}

/** Whether a model makes several results of one request. */
export function hasCount(schema: ModelSchema): boolean {
  return parameterOf(schema, 'count') !== undefined;
}

type Role = NonNullable<ParameterSchema['x-role']>;
const EXPECTED_MAX = 8;

function parameterOf({ properties }: ModelSchema, role: Role): [string, ParameterSchema] | undefined {
  return Object.entries(properties).find(([, schema]) => schema['x-role'] === role);
}
