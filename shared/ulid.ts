import * as z from 'zod/mini';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;

export const Ulid = z.string().check(z.regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'not a ULID'));

/** Randomness and time come from the caller: `shared` has neither. */
export type UlidSource = { nowMs: () => number; randomByte: () => number };

export function createUlid(source: UlidSource): string {
  let time = Math.max(0, Math.floor(source.nowMs()));
  let head = '';
  for (let digit = 0; digit < TIME_DIGITS; digit++) {
    head = ALPHABET.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  let tail = '';
  for (let digit = 0; digit < RANDOM_DIGITS; digit++) tail += ALPHABET.charAt(source.randomByte() & 31);
  return head + tail;
}
