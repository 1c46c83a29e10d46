import * as Y from 'yjs';
import { DEPTH_MAX, KEY_MAX_CHARS, KEYS_MAX, TEXT_MAX_CHARS, VALUE_MAX_CHARS } from './limits.ts';

/** A shared type whose kind is not known. */
export type SharedType = Exclude<Y.Item['parent'], Y.ID | null>;

/**
 * What may stand where in a document, as data. Names that a shape does not list are allowed (a newer client
 * may write them) as long as they stay small; names it does list must have the right type.
 */
export type Shape =
  | { type: 'map'; keys?: Record<string, Shape>; each?: Shape; maxKeys?: number }
  | { type: 'text'; maxChars?: number }
  | { type: 'value'; accepts: (value: unknown) => boolean };

/** The reason why `value` does not fit, or nothing. */
export function misfit(value: unknown, shape: Shape | undefined, depth = 0): string | undefined {
  if (depth > DEPTH_MAX) return 'nested too deep';
  if (!shape) return misfitUnknown(value, depth);
  if (shape.type === 'text') return misfitText(value, shape.maxChars ?? TEXT_MAX_CHARS);
  if (shape.type === 'map') return misfitMap(value, shape, depth);
  if (value instanceof Y.AbstractType) return 'a plain value is expected';
  return shape.accepts(value) ? undefined : 'a value of another type is expected';
}

function misfitText(value: unknown, maxChars: number): string | undefined {
  if (!(value instanceof Y.Text)) return 'a text is expected';
  return value.length > maxChars ? 'the text is too long' : undefined;
}

function misfitMap(value: unknown, shape: Shape & { type: 'map' }, depth: number): string | undefined {
  if (!(value instanceof Y.Map)) return 'a map is expected';
  if (holdsList(value)) return 'list content in a map';
  const limit = shape.maxKeys ?? KEYS_MAX;
  if (value.size > limit) return `more than ${limit} keys`;
  for (const [key, item] of value.entries()) {
    const reason = misfitKey(key) ?? misfit(item, shape.keys?.[key] ?? shape.each, depth + 1);
    if (reason) return `${key.slice(0, 40)}: ${reason}`;
  }
  return undefined;
}

export function misfitKey(key: string): string | undefined {
  return key.length > KEY_MAX_CHARS ? 'the key is too long' : undefined;
}

function misfitUnknown(value: unknown, depth: number): string | undefined {
  if (value instanceof Y.Map) return misfitMap(value, { type: 'map' }, depth);
  if (value instanceof Y.Text) return misfitText(value, TEXT_MAX_CHARS);
  if (value instanceof Y.Array) {
    if (value.length > KEYS_MAX) return `more than ${KEYS_MAX} items`;
    return firstReason(value.toArray(), (item) => misfit(item, undefined, depth + 1));
  }
  if (value instanceof Y.AbstractType || value instanceof Y.Doc) return 'an unknown shared type';
  return isSmallValue(value) ? undefined : 'the value is too large';
}

function firstReason<T>(items: T[], reasonOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const reason = reasonOf(item);
    if (reason) return reason;
  }
  return undefined;
}

/** A root map that a foreign client filled as a list or a text: Yjs keeps both in one type. */
export function holdsList(type: SharedType): boolean {
  return type._start !== null;
}

function isSmallValue(value: unknown, maxChars = VALUE_MAX_CHARS): boolean {
  if (typeof value === 'string') return value.length <= maxChars;
  if (value instanceof Uint8Array) return value.byteLength <= maxChars;
  if (typeof value === 'bigint') return true;
  return JSON.stringify(value ?? null).length <= maxChars;
}

export function shortString(maxChars: number): Shape {
  return {
    type: 'value',
    accepts: (value) => isEmpty(value) || (typeof value === 'string' && value.length <= maxChars),
  };
}

export function oneOfScalars(...types: ('string' | 'number' | 'boolean')[]): Shape {
  return {
    type: 'value',
    accepts: (value) =>
      isEmpty(value) ||
      (types.some((type) => typeof value === type) &&
        (typeof value !== 'number' || Number.isFinite(value)) &&
        isSmallValue(value)),
  };
}

export const JSON_VALUE: Shape = jsonValue(VALUE_MAX_CHARS);

export function jsonValue(maxChars: number): Shape {
  return { type: 'value', accepts: (value) => isSmallValue(value, maxChars) };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined;
}
