import { createHash } from 'node:crypto';
import { createUlid } from '#shared/ulid.ts';

/** An id that the same moment and the same words always give: what is made twice under it is made once. */
export function derivedUlid(timeMs: number, words: string): string {
  const bytes = createHash('sha256').update(words).digest();
  let position = 0;
  return createUlid({ nowMs: () => timeMs, randomByte: () => bytes[position++] ?? 0 });
}
