const CHARS_MAX = 4 * 1024 ** 2;
const DEPTH_MAX = 200;
/** Numbers of more digits lose some of them: seeds are longer. */
const EXACT_DIGITS = 15;
const NUMBER = /-?[0-9][0-9.eE+-]*/y;
const WORD = /-?(?:NaN|Infinity)/y;

/**
 * JSON as generators write it: long seeds stay whole (as text), and `NaN` and `Infinity`, which Python writes and nobody else
 * reads, become null. What is broken, too long or too deep is nothing.
 */
export function tolerantJson(text: string): unknown {
  const sound = text.length <= CHARS_MAX ? madeSound(text) : undefined;
  if (sound === undefined) return undefined;
  try {
    return JSON.parse(sound);
  } catch {
    return undefined;
  }
}

function madeSound(text: string): string | undefined {
  const parts: string[] = [];
  let depth = 0;
  let kept = 0;
  let at = 0;
  const replace = (pattern: RegExp, by: (found: string) => string | undefined): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) return false;
    const other = by(found);
    if (other !== undefined) {
      parts.push(text.slice(kept, at), other);
      kept = at + found.length;
    }
    at += found.length;
    return true;
  };
  while (at < text.length) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '{' || char === '[') {
      if (++depth > DEPTH_MAX) return undefined;
    } else if (char === '}' || char === ']') depth--;
    else if (replace(WORD, () => 'null')) continue;
    else if (replace(NUMBER, (digits) => (isLong(digits) ? `"${digits}"` : undefined))) continue;
    at++;
  }
  return parts.join('') + text.slice(kept);
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function isLong(digits: string): boolean {
  return digits.length > EXACT_DIGITS && /^-?\d+$/.test(digits);
}
