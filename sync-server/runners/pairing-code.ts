import { createHash } from 'node:crypto';
import type { Random } from '../ports.ts';

/** Without letters that are taken for digits: a code is typed by hand, on another machine. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LETTERS = 16;
const GROUP = 4;

/** 80 random bits as `XXXX-XXXX-XXXX-XXXX`. */
export function makeCode(random: Random): string {
  const letters = [...random.bytes(LETTERS)].map((byte) => ALPHABET.charAt(byte & 31)).join('');
  return letters.replace(new RegExp(`.{${GROUP}}(?=.)`, 'g'), '$&-');
}

/** However it was typed: small letters, spaces, an O for a nought. */
export function hashOfCode(code: string): Buffer {
  const letters = code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return createHash('sha256').update(letters).digest();
}
