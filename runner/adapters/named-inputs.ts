import type { ParameterSchema } from '#shared/catalogue/model.ts';
import type { Assignment, InputFile } from './adapter.ts';

type Role = NonNullable<ParameterSchema['x-role']>;
type Asked = Pick<Assignment, 'model' | 'work' | 'inputs'>;

/** The content that stands in this role, in the order in which the person put it. */
export function inputsInRole({ model, work, inputs }: Asked, role: Role): InputFile[] {
  return Object.entries(model.schema.properties)
    .filter(([, property]) => property['x-media'] && property['x-role'] === role)
    .flatMap(([name]) => [work.params[name]].flat())
    .flatMap((asset) => inputs.find((input) => input.asset === asset) ?? []);
}

/** The parameters that name no content, with what the model takes where nothing was said. */
export function plainParams({ model, work }: Pick<Asked, 'model' | 'work'>): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(model.schema.properties)) {
    if (property['x-media'] || property['x-role'] === 'prompt') continue;
    const value = work.params[name] ?? property.default;
    if (value !== undefined && value !== null) plain[name] = value;
  }
  return plain;
}

/** The provider's own name for the model. */
export function modelOf({ model }: Pick<Asked, 'model'>): string {
  return model.id.slice(model.id.indexOf('/') + 1);
}
