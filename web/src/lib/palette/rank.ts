import { folded } from '#shared/russian/folded.ts';
import { onLatinKeys, onRussianKeys } from '#shared/russian/keyboard-layout.ts';

const BEGINS = 4;
const WORDS_BEGIN = 3;
const HOLDS = 2;

/**
 * How well a text answers what was typed, 0 for not at all. Text typed in the other layout counts a little less, so that
 * what was typed as meant comes first.
 */
export function rank(text: string, query: string): number {
  const typed = query.toLowerCase().trim();
  const asTyped = rankFolded(folded(text), folded(typed));
  const inOtherLayout = Math.max(
    rankFolded(folded(text), folded(onRussianKeys(typed))),
    rankFolded(folded(text), folded(onLatinKeys(typed))),
  );
  return Math.max(asTyped, inOtherLayout - 0.5, 0);
}

function rankFolded(text: string, query: string): number {
  if (query === '') return 1;
  if (text.startsWith(query)) return BEGINS;
  const words = text.split(/[^\p{L}\p{N}]+/u);
  const parts = query.split(' ');
  if (parts.every((part) => words.some((word) => word.startsWith(part)))) return WORDS_BEGIN;
  return parts.every((part) => text.includes(part)) ? HOLDS : 0;
}
