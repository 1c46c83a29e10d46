/** What to take out of a text at one place, and what to put there. */
export type TextChange = { at: number; removed: number; inserted: string };

/**
 * The smallest single change that makes one text of another; where several do, the one that ends at the cursor. It
 * never cuts a pair of surrogates in two.
 */
export function changeBetween(before: string, after: string, cursor: number): TextChange | undefined {
  if (before === after) return undefined;
  const grown = after.length - before.length;
  const endMax = Math.min(before.length, after.length, Math.max(0, after.length - cursor));
  let end = 0;
  while (end < endMax && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const startMax = Math.min(before.length, after.length) - end;
  let start = 0;
  while (start < startMax && before[start] === after[start]) start++;
  if (isLowSurrogate(before, before.length - end) || isLowSurrogate(after, after.length - end)) end--;
  if (start > 0 && (isLowSurrogate(before, start) || isLowSurrogate(after, start))) start--;
  const removed = before.length - end - start;
  return { at: start, removed, inserted: after.slice(start, start + removed + grown) };
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}

type DeltaPart = { retain?: number; insert?: unknown; delete?: number };

/** Where a place in a text is after others have changed it. */
export function movedBy(delta: DeltaPart[], place: number): number {
  let at = 0;
  let moved = place;
  for (const { retain, insert, delete: deleted } of delta) {
    if (retain !== undefined) at += retain;
    else if (typeof insert === 'string') {
      if (at < moved) moved += insert.length;
      at += insert.length;
    } else if (deleted !== undefined && at < moved) moved -= Math.min(deleted, moved - at);
  }
  return moved;
}
