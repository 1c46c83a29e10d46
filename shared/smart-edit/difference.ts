import type { Hunk } from './hunk.ts';
import { jsonHunks } from './json-hunks.ts';
import { readStructured } from './json-source.ts';
import { listLockedPlaces } from './locked-phrases.ts';
import { renderJson } from './render-json.ts';
import { textHunks } from './text-hunks.ts';
import { exchangePieces, type TextPiece } from './text-pieces.ts';

type Versions = { original: string; rewritten: string; locked: readonly string[] };

/**
 * Where a rewritten prompt differs from the original: word by word, or by the way to a value of a structured one. Nothing
 * when a structured prompt has come back as something else.
 */
export function listHunks({ original, rewritten, locked }: Versions): Hunk[] | undefined {
  const node = readStructured(original);
  if (!node) return numbered(textHunks(original, rewritten, { places: listLockedPlaces(original, locked) }));
  const other = readStructured(rewritten);
  if (!other) return undefined;
  return numbered(jsonHunks({ text: original, node }, { text: rewritten, node: other }, locked));
}

function numbered(hunks: ReturnType<typeof textHunks>): Hunk[] {
  return hunks.map((hunk, id) => ({ id, ...hunk }));
}

/**
 * The prompt with the hunks that were taken. None taken: the original to the letter. All taken: the rewritten one (a
 * structured one by its values, in the layout of the original). What would touch a locked phrase is never taken.
 */
export function applyHunks(original: string, hunks: readonly Hunk[], accepted: ReadonlySet<number>): string {
  const taken = hunks.filter(({ id, lockedBy }) => accepted.has(id) && lockedBy === undefined);
  if (taken.length === 0) return original;
  const node = readStructured(original);
  if (node) return renderJson(original, node, taken);
  return exchangePieces(
    original,
    taken.filter((hunk): hunk is Hunk & TextPiece => hunk.kind === 'words'),
  );
}
