import { findBadParameter } from './check-params.ts';
import type { ModelSchema } from './model.ts';

export type SchemaProblem = { at: string; why: 'no_reference' | 'unread' | 'value' | 'twice' | 'missing' };

/** What would break a form, a price or the checking of parameters later; nothing when the schema can be worked with. */
export function findSchemaProblem(schema: ModelSchema): SchemaProblem | undefined {
  const reference = findReference(schema, '');
  if (reference !== undefined) return { at: reference, why: 'no_reference' };
  const roles = new Set<string>();
  for (const [name, property] of Object.entries(schema.properties)) {
    const at = `/properties/${name}`;
    const role = property['x-role'];
    if (role !== undefined && role !== 'reference') {
      if (roles.has(role)) return { at: `${at}/x-role`, why: 'twice' };
      roles.add(role);
    }
    const alone: ModelSchema = {
      type: 'object',
      properties: { [name]: { ...property, 'x-role': undefined } },
    };
    try {
      // Every word of it is tried: what only breaks on a value of its own type would break in the queue.
      for (const value of ['text', 1, true, [], ['text']])
        findBadParameter(alone, { params: { [name]: value }, text: '' });
      const { default: usual } = property;
      if (
        usual !== undefined &&
        findBadParameter(alone, { params: { [name]: usual }, text: '' }) !== undefined
      )
        return { at: `${at}/default`, why: 'value' };
    } catch {
      return { at, why: 'unread' };
    }
  }
  const absent = schema.required?.find((name) => !Object.hasOwn(schema.properties, name));
  return absent === undefined ? undefined : { at: `/properties/${absent}`, why: 'missing' };
}

/** A schema that refers to itself is read for ever. */
function findReference(value: unknown, at: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const place = `${at}/${key}`;
    if (/^\$(ref|dynamicRef|recursiveRef)$/.test(key) && typeof item === 'string') return place;
    const found = findReference(item, place);
    if (found !== undefined) return found;
  }
  return undefined;
}
