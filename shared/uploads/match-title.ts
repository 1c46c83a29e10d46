import type { ShotId } from '../ids.ts';
import { foldWords } from './name-numbers.ts';

export type TitleMatch = { shot: ShotId; isNear: boolean } | 'several' | undefined;

/** A short title stands in too many names by chance. */
const NEAR_MIN_CHARS = 5;

/** The titles of a film, to look names up in. */
export class TitleIndex {
  readonly #byTitle = new Map<string, ShotId[]>();

  constructor(shots: readonly { id: ShotId; title: string }[]) {
    for (const { id, title } of shots) {
      const folded = foldWords(title);
      if (folded !== '') this.#byTitle.set(folded, [...(this.#byTitle.get(folded) ?? []), id]);
    }
  }

  /** The shot that is called so, to the letter. */
  find(words: string): TitleMatch {
    const [shot, other] = this.#byTitle.get(words) ?? [];
    if (shot === undefined) return undefined;
    return other === undefined ? { shot, isNear: false } : 'several';
  }

  /** A slip of the hand in a word, or a title with more words around it: the longest title of those. */
  findNear(words: string): TitleMatch {
    const near: { title: string; ids: ShotId[] }[] = [];
    for (const [title, ids] of this.#byTitle) {
      if (title.length < NEAR_MIN_CHARS || !/\p{L}/u.test(title)) continue;
      if (` ${words} `.includes(` ${title} `) || isSlip(words, title)) near.push({ title, ids });
    }
    const longest = Math.max(...near.map(({ title }) => title.length));
    const [shot, ...others] = near.filter(({ title }) => title.length === longest).flatMap(({ ids }) => ids);
    if (shot === undefined) return undefined;
    return others.length === 0 ? { shot, isNear: true } : 'several';
  }
}

/** One letter of eight may differ; numbers may not. */
function isSlip(a: string, b: string): boolean {
  const limit = Math.min(3, Math.floor(Math.max(a.length, b.length) / 8) + 1);
  if (a.length < NEAR_MIN_CHARS || Math.abs(a.length - b.length) > limit) return false;
  if (a.replace(/\D+/g, ' ').trim() !== b.replace(/\D+/g, ' ').trim()) return false;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    if (Math.min(...next) > limit) return false;
    row = next;
  }
  return (row.at(-1) ?? 0) <= limit;
}
