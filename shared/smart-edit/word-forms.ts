import { type AdjectiveStem, HARD, SOFT } from '../russian/remark-words.ts';

const WORD = /[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu;
const ENDING =
  /(?:ами|ями|ого|его|ому|ему|ыми|ими|ой|ей|ый|ий|ая|яя|ое|ее|ые|ие|ую|юю|ом|ем|ах|ях|ов|ев|ам|ям|ым|им|ью|а|я|о|е|ы|и|у|ю|ь|й|s)$/u;

const STRESSED = HARD[10];

/** Small letters, with ё as е. */
export function plainly(word: string): string {
  return word.toLowerCase().replaceAll('ё', 'е');
}

/** What is left of a word without its ending, so that its forms are found. */
function stemOf(word: string): string {
  const plain = plainly(word);
  const stem = plain.replace(ENDING, '');
  return stem.length >= 3 ? stem : plain;
}

/** Every word of a text through `change`; what is not changed stays to the letter, and a capital stays a capital. */
export function changeWords(text: string, change: (plain: string) => string | undefined): string {
  return text.replace(WORD, (word) => {
    const changed = change(plainly(word));
    if (changed === undefined || plainly(changed) === plainly(word)) return word;
    return cased(word, changed);
  });
}

export function cased(like: string, word: string): string {
  const first = like.charAt(0);
  return first !== first.toLowerCase() ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

/** The form of an adjective: its place in the list of endings, or nothing when this is none of its forms. */
export function formOfAdjective(
  plain: string,
  { stem, isSoft, isStressed }: AdjectiveStem,
): number | undefined {
  if (!plain.startsWith(stem)) return undefined;
  if (isStressed && plain === stem + STRESSED) return 0;
  const place = (isSoft ? SOFT : HARD).findIndex((ending) => plain === stem + ending);
  return place < 0 ? undefined : place;
}

export function adjectiveIn(form: number, { stem, isSoft, isStressed }: AdjectiveStem): string {
  if (isStressed && form === 0) return stem + STRESSED;
  return stem + ((isSoft ? SOFT : HARD)[form] ?? '');
}

/** Where words stand one after another in a text, in whatever forms. */
export function findWords(text: string, phrase: string): { start: number; end: number } | undefined {
  const wanted = [...phrase.matchAll(WORD)].map(([word]) => stemOf(word));
  const words = [...text.matchAll(WORD)];
  if (wanted.length === 0) return undefined;
  for (let n = 0; n + wanted.length <= words.length; n++) {
    if (!wanted.every((stem, by) => stemOf(words[n + by]?.[0] ?? '') === stem)) continue;
    const [first, last] = [words[n], words[n + wanted.length - 1]];
    if (first && last) return { start: first.index, end: last.index + last[0].length };
  }
  return undefined;
}
