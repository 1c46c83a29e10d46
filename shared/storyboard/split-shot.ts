import type { Shot } from '../documents/index-doc.ts';
import { TITLE_MAX_CHARS } from '../documents/limits.ts';
import { cutChars } from '../documents/plain-text.ts';

const PART = /^(.*\S)\s+\((\d{1,3})\)$/su;

/** «Крыша» becomes «Крыша (2)», and that «Крыша (3)». What has no title gets none. */
export function nextPartTitle(title: string): string {
  if (title === '') return '';
  const part = PART.exec(title);
  const suffix = ` (${part ? Number(part[2]) + 1 : 2})`;
  return cutChars(part?.[1] ?? title, TITLE_MAX_CHARS - suffix.length) + suffix;
}

/** A title without the number of its part. */
export function wholeTitle(title: string): string {
  return PART.exec(title)?.[1] ?? title;
}

/** Two halves, in tenths of a second, that make the whole again. */
export function halfPlans({ planS }: Pick<Shot, 'planS'>): [number, number] | undefined {
  if (planS === null) return undefined;
  const first = Math.round(planS * 5) / 10;
  return [first, Math.round((planS - first) * 1000) / 1000];
}
