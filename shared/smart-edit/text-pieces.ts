import { differingStretches } from './sequence-difference.ts';

/** What to take out of a text, and what to put there. Characters are counted as JavaScript does. */
export type TextPiece = { at: number; end: number; before: string; after: string };

const WORD = /\s+|[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]/gu;
/** A sentence or a line: what is compared where too many words differ. */
const SENTENCE = /[^.!?\n]*(?:[.!?\n]+|$)/gu;

/** Word by word where one text differs from another; in the order of the text, never overlapping. */
export function differingPieces(before: string, after: string): TextPiece[] {
  if (before === after) return [];
  return (
    piecesBy(WORD, before, after) ??
    piecesBy(SENTENCE, before, after) ?? [{ at: 0, end: before.length, before, after }]
  );
}

function piecesBy(what: RegExp, before: string, after: string): TextPiece[] | undefined {
  const [a, b] = [tokensOf(what, before), tokensOf(what, after)];
  const stretches = differingStretches(a.tokens, b.tokens);
  return stretches?.map(({ aStart, aEnd, bStart, bEnd }) => {
    const [at, end] = [a.places[aStart] ?? before.length, a.places[aEnd] ?? before.length];
    const [from, to] = [b.places[bStart] ?? after.length, b.places[bEnd] ?? after.length];
    return { at, end, before: before.slice(at, end), after: after.slice(from, to) };
  });
}

/** Every character belongs to one token, so that the tokens in a row are the text again. */
function tokensOf(what: RegExp, text: string): { tokens: string[]; places: number[] } {
  const tokens: string[] = [];
  const places: number[] = [];
  let at = 0;
  for (const [token] of text.matchAll(what)) {
    if (token === '') continue;
    tokens.push(token);
    places.push(at);
    at += token.length;
  }
  return { tokens, places };
}

/** Two pieces that only white space keeps apart are one thing to a reader. */
export function joinNeighbours<Piece extends TextPiece>(
  text: string,
  pieces: Piece[],
  mayJoin: (one: Piece, other: Piece) => boolean,
): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    const between = last && text.slice(last.end, piece.at);
    if (last && between !== undefined && /^[^\S\n]*$/.test(between) && mayJoin(last, piece))
      joined[joined.length - 1] = {
        ...last,
        end: piece.end,
        before: text.slice(last.at, piece.end),
        after: last.after + between + piece.after,
      };
    else joined.push(piece);
  }
  return joined;
}

/** The text with these pieces exchanged; they stand in its order and do not overlap. */
export function exchangePieces(text: string, pieces: readonly TextPiece[]): string {
  let result = '';
  let at = 0;
  for (const piece of pieces) {
    result += text.slice(at, piece.at) + piece.after;
    at = piece.end;
  }
  return result + text.slice(at);
}
