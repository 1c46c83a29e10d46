import { onLatinKeys, onRussianKeys } from '#shared/russian/keyboard-layout.ts';

const BEGINS = 4;
const WORDS_BEGIN = 3;
const HOLDS = 2;

/** One spelling for «ё» and «е», for capitals and for spaces. */
export function plain(text: string): string {
  return text.toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ').trim();
}

/**
 * How well a text answers what was typed, 0 for not at all. Text typed in the other layout counts a little less, so that
 * what was typed as meant comes first.
 */
export function rank(text: string, query: string): number {
  const typed = query.toLowerCase().trim();
  const asTyped = rankPlain(plain(text), plain(typed));
  const inOtherLayout = Math.max(
    rankPlain(plain(text), plain(onRussianKeys(typed))),
    rankPlain(plain(text), plain(onLatinKeys(typed))),
  );
  return Math.max(asTyped, inOtherLayout - 0.5, 0);
}

function rankPlain(text: string, query: string): number {
  if (query === '') return 1;
  if (text.startsWith(query)) return BEGINS;
  const words = text.split(/[^\p{L}\p{N}]+/u);
  const parts = query.split(' ');
  if (parts.every((part) => words.some((word) => word.startsWith(part)))) return WORDS_BEGIN;
  return parts.every((part) => text.includes(part)) ? HOLDS : 0;
}
