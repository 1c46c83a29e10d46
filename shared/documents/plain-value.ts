import * as Y from 'yjs';
import { VALUE_DEPTH_MAX } from './limits.ts';

/**
 * Whether all values of an item are what JSON can say (or bytes), and not nested so deep that reading them needs more
 * stack than a browser has. Yjs itself carries anything.
 */
export function holdsPlainValues({ content }: Y.Item): boolean {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON)
    return content.arr.every((value: unknown) => isPlain(value));
  if (content instanceof Y.ContentEmbed) return isPlain(content.embed);
  if (content instanceof Y.ContentFormat) return isPlain(content.value);
  return true;
}

function isPlain(value: unknown, depth = 0): boolean {
  if (typeof value === 'bigint') return false;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return true;
  return depth < VALUE_DEPTH_MAX && Object.values(value).every((item) => isPlain(item, depth + 1));
}
