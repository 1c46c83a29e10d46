import { FILE_NAME_MAX_CHARS } from './protocol.ts';

/** What cannot be seen, or turns the letters around it: `fdp.exe` would read `exe.pdf`. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is removed here.
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** How a file is called, for people to read; empty when nothing of it is left. It is text and never becomes part of a path. */
export function cleanFileName(name: string): string {
  const seen = name.toWellFormed().replace(UNSEEN, '').trim();
  return [...seen].slice(0, FILE_NAME_MAX_CHARS).join('');
}
