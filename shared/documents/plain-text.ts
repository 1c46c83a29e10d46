import { TITLE_MAX_CHARS } from './limits.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is removed here.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** A one-line title: no control characters, no line breaks, cut between whole characters. */
export function cleanTitle(text: string): string {
  const line = text
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(CONTROL, '')
    .trim();
  return cutChars(line, TITLE_MAX_CHARS);
}

export function cutChars(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text.toWellFormed();
  const code = text.charCodeAt(maxChars - 1);
  const splitsPair = code >= 0xd800 && code <= 0xdbff;
  return text.slice(0, splitsPair ? maxChars - 1 : maxChars).toWellFormed();
}
