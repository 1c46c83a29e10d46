import type { Shot, ShotState } from '../documents/index-doc.ts';
import { folded } from '../russian/folded.ts';
import { onRussianKeys } from '../russian/keyboard-layout.ts';

export type ShotFilter = { query: string; states: ReadonlySet<ShotState> };

export function isFiltering({ query, states }: ShotFilter): boolean {
  return query.trim() !== '' || states.size > 0;
}

/** The places (from 0) of the shots that a filter shows. «12», «12-20» and «3, 7-9» are numbers, all else is a title or a note. */
export function findShots(shots: Shot[], { query, states }: ShotFilter): number[] {
  const text = folded(query);
  const otherLayout = folded(onRussianKeys(query.toLowerCase()));
  const ranges = rangesOf(text);
  const places: number[] = [];
  for (const [place, shot] of shots.entries()) {
    if (states.size > 0 && !states.has(shot.state)) continue;
    const isNumbered = ranges.some(({ first, last }) => first <= place + 1 && place + 1 <= last);
    const title = folded(shot.title);
    // Numbers are looked for in the film, not in what is written beside it.
    const note = ranges.length > 0 ? '' : folded(shot.note);
    if (isNumbered || [text, otherLayout].some((part) => title.includes(part) || note.includes(part)))
      places.push(place);
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
