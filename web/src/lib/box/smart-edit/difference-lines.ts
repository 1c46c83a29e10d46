import type { Hunk } from '#shared/smart-edit/hunk.ts';
import { type JsonKeys, listStrings, pathText, readStructured } from '#shared/smart-edit/json-source.ts';

/** A text with its hunks where they stand, or one place of a structured prompt. */
export type DifferenceLine = { path: string; parts: (string | Hunk)[] };

/** The difference as it is read: one line for a plain prompt, one for each place of a structured one. */
export function linesOf(original: string, hunks: readonly Hunk[]): DifferenceLine[] {
  const node = readStructured(original);
  if (!node) return [{ path: '', parts: partsOf(original, hunks) }];
  const strings = new Map(listStrings(node).map(({ keys, value }) => [wayOf(keys), value]));
  const lines = Map.groupBy(hunks, ({ id, keys = [], kind }) =>
    kind === 'words' ? wayOf(keys) : `${wayOf(keys)} ${id}`,
  );
  return [...lines.values()].map((own) => {
    const keys = own[0]?.keys ?? [];
    const isWords = own[0]?.kind === 'words';
    return {
      path: pathText(keys),
      parts: isWords ? partsOf(strings.get(wayOf(keys)) ?? '', own) : own,
    };
  });
}

function partsOf(text: string, hunks: readonly Hunk[]): (string | Hunk)[] {
  const parts: (string | Hunk)[] = [];
  let at = 0;
  for (const hunk of hunks) {
    if (hunk.kind !== 'words') continue;
    if (hunk.at > at) parts.push(text.slice(at, hunk.at));
    parts.push(hunk);
    at = hunk.end;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

function wayOf(keys: JsonKeys): string {
  return JSON.stringify(keys);
}
