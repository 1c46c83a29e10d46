import type { Shot } from '../documents/index-doc.ts';
import { NOTE_MAX_CHARS, TITLE_MAX_CHARS } from '../documents/limits.ts';
import { cutChars } from '../documents/plain-text.ts';
import { wholeTitle } from './split-shot.ts';

export type MergedShot = Pick<Shot, 'title' | 'note' | 'planS'> & {
  /** Whose headliner stands for all of them. */
  headlinerOf: Shot | undefined;
};

/** What one shot says that takes the place of several, in their order. */
export function mergeShots(shots: Shot[]): MergedShot {
  const planned = shots.filter(({ planS }) => planS !== null);
  const notes = [...new Set(shots.map(({ note }) => note.trim()).filter((note) => note !== ''))];
  return {
    title: cutChars(mergedTitle(shots.map(({ title }) => title.trim())), TITLE_MAX_CHARS),
    note: cutChars(notes.join('\n\n'), NOTE_MAX_CHARS),
    planS: planned.length > 0 ? roundS(planned.reduce((sum, { planS }) => sum + (planS ?? 0), 0)) : null,
    headlinerOf: shots.find(({ headliner }) => headliner !== null),
  };
}

/** Parts of one title are that title again; the same title is said once. */
function mergedTitle(titles: string[]): string {
  const said = titles.filter((title) => title !== '');
  const whole = new Set(said.map(wholeTitle));
  return whole.size === 1 && said[0] !== undefined && new Set(said).size > 1
    ? ([...whole][0] ?? '')
    : [...new Set(said)].join(' + ');
}

/** Sums of tenths stay tenths. */
function roundS(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
