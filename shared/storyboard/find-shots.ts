import type { Shot, ShotState } from '../documents/index-doc.ts';
import type { ShotId } from '../ids.ts';
import { folded } from '../russian/folded.ts';
import { onRussianKeys } from '../russian/keyboard-layout.ts';
import type { FilmFilter } from './film-filter.ts';

/** What the records of the film add to a search, once they are read. */
export type FilmSearch = {
  keeps(filter: FilmFilter, shot: Shot): boolean;
  /** Whether a prompt of the shot has one of these folded words. */
  hasWords(shot: ShotId, words: readonly string[]): boolean;
};

export type ShotFilter = {
  query: string;
  states: ReadonlySet<ShotState>;
  filter?: FilmFilter | undefined;
  film?: FilmSearch | undefined;
};

export function isFiltering({ query, states, filter }: ShotFilter): boolean {
  return query.trim() !== '' || states.size > 0 || filter !== undefined;
}

/** The places (from 0) of the shots that a filter shows. «12», «12-20» and «3, 7-9» are numbers, all else is a title, a note or a prompt. */
export function findShots(shots: Shot[], { query, states, filter, film }: ShotFilter): number[] {
  const text = folded(query);
  const otherLayout = folded(onRussianKeys(query.toLowerCase()));
  const words = text === otherLayout ? [text] : [text, otherLayout];
  const ranges = rangesOf(text);
  const places: number[] = [];
  for (const [place, shot] of shots.entries()) {
    if (states.size > 0 && !states.has(shot.state)) continue;
    if (filter && film && !film.keeps(filter, shot)) continue;
    const isNumbered = ranges.some(({ first, last }) => first <= place + 1 && place + 1 <= last);
    const title = folded(shot.title);
    // Numbers are looked for in the film, not in what is written beside it.
    const note = ranges.length > 0 ? '' : folded(shot.note);
    const isNamed = words.some((part) => title.includes(part) || note.includes(part));
    if (isNumbered || isNamed || (ranges.length === 0 && film?.hasWords(shot.id, words))) places.push(place);
  }
  return places;
}

type Range = { first: number; last: number };

function rangesOf(text: string): Range[] {
  const parts = text.replace(/^№\s*/, '').split(/\s*[,;]\s*/);
  const ranges = parts.map(rangeOf);
  return ranges.every((range) => range !== undefined) ? ranges : [];
}

function rangeOf(part: string): Range | undefined {
  const match = /^(\d{1,5})(?:\s*[-–—…]\s*(\d{1,5}))?$/.exec(part);
  if (!match) return undefined;
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  return { first: Math.min(from, to), last: Math.max(from, to) };
}
