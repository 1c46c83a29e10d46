/** The best places to part a text, the best first: after a paragraph, a sentence, a clause, a word. */
const ENDS = [/\n\s*\n/g, /[.!?…]+[»"”)]*\s+/g, /[,;:—–]\s+/g, /\s+/g];

/** Parts of at most so many characters that together are the whole text, parted where a speaker would breathe. */
export function splitText(text: string, maxChars: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > maxChars) {
    const at = placeIn(rest.slice(0, maxChars));
    parts.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  if (rest !== '' || parts.length === 0) parts.push(rest);
  return parts;
}

function placeIn(head: string): number {
  for (const end of ENDS) {
    const last = [...head.matchAll(end)].at(-1);
    // Not so early that the parts become many.
    if (last && last.index + last[0].length > head.length / 2) return last.index + last[0].length;
  }
  // Not between the halves of one character.
  return /[\ud800-\udbff]$/.test(head) ? head.length - 1 : head.length;
}
