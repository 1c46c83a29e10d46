const LINES_MAX = 40;
const CHARS_MAX = 200;
/** Cells, headings, and places of scenes. */
const SIGN = /^\s*#|^\s*\||\t.*\t|.;.*;.|^\s*(?:\d+[.)]?\s*)?(?:ИНТ|НАТ|ЭКСТ|INT|EXT)[.\s/]/;

/** Whether a pasted text wants a look before it becomes shots; a short list does not. */
export function mayBeMoreThanLines(text: string): boolean {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return lines.length > LINES_MAX || lines.some((line) => line.length > CHARS_MAX || SIGN.test(line));
}
