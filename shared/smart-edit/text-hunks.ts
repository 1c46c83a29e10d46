import type { UnnumberedHunk } from './hunk.ts';
import type { JsonKeys } from './json-source.ts';
import { findTouched, type LockedPlace } from './locked-phrases.ts';
import { differingPieces, joinNeighbours, type TextPiece } from './text-pieces.ts';

type Marked = TextPiece & { lockedBy?: string };

/** The places where one text differs from another, word by word, with those that must not be touched marked. */
export function textHunks(
  before: string,
  after: string,
  { places, keys }: { places: readonly LockedPlace[]; keys?: JsonKeys },
): UnnumberedHunk[] {
  const marked = differingPieces(before, after).map((piece): Marked => {
    const lockedBy = findTouched(places, piece);
    return lockedBy === undefined ? piece : { ...piece, lockedBy };
  });
  const joined = joinNeighbours(before, marked, (one, other) => one.lockedBy === other.lockedBy);
  return joined.map((piece) => {
    // What was joined may reach over white space that belongs to a phrase.
    const lockedBy = piece.lockedBy ?? findTouched(places, piece);
    return {
      kind: 'words',
      ...piece,
      ...(keys === undefined ? {} : { keys }),
      ...(lockedBy === undefined ? {} : { lockedBy }),
    };
  });
}
