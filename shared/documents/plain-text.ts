import { TITLE_MAX_CHARS } from './limits.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is removed here.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** Something that can be seen: a letter, a mark, a number, punctuation or a symbol. */
const VISIBLE = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u;

/** A one-line title: no control characters, no line breaks, cut between whole characters; empty if nothing shows. */
export function cleanTitle(text: string): string {
  const line = text
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(CONTROL, '')
    .trim();
  return VISIBLE.test(line) ? cutChars(line, TITLE_MAX_CHARS) : '';
}

export function cutChars(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text.toWellFormed();
  const code = text.charCodeAt(maxChars - 1);
  const splitsPair = code >= 0xd800 && code <= 0xdbff;
  return text.slice(0, splitsPair ? maxChars - 1 : maxChars).toWellFormed();
}
