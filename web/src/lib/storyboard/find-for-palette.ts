import { rank } from '#lib/palette/rank.ts';
import type { Shot } from '#shared/documents/index-doc.ts';
import { folded } from '#shared/russian/folded.ts';
import { onRussianKeys } from '#shared/russian/keyboard-layout.ts';
import type { FilmSearch } from '#shared/storyboard/find-shots.ts';

/** A typed number is the number of a shot before it is anything else. */
const BY_NUMBER = 10;
const BY_NOTE = 0.5;
const BY_PROMPT = 0.25;

export type FoundShot = { shot: Shot; number: number; rank: number };

/** A word of a note comes after every title. */
function rankNote(note: string, wanted: string): number {
  return note !== '' && rank(note, wanted) > 0 ? BY_NOTE : 0;
}

/** Shots by title, note or prompt, in either layout, or by number; an empty search lists none of them. */
export function findForPalette(
  shots: readonly Shot[],
  query: string,
  film?: Pick<FilmSearch, 'hasWords'>,
): FoundShot[] {
  const wanted = query.trim().replace(/^№\s*/, '');
  if (wanted === '') return [];
  const words = [folded(wanted), folded(onRussianKeys(wanted.toLowerCase()))];
  const rankPrompt = (shot: Shot) => (film?.hasWords(shot.id, words) ? BY_PROMPT : 0);
  return shots
    .map((shot, n) => ({
      shot,
      number: n + 1,
      rank:
        String(n + 1) === wanted
          ? BY_NUMBER
          : rank(shot.title, wanted) || rankNote(shot.note, wanted) || rankPrompt(shot),
    }))
    .filter(({ rank: how }) => how > 0);
}
