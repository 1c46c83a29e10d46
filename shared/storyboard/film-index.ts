import type { AssetKind } from '../assets/asset-kind.ts';
import type { AssetRecord } from '../assets/asset-record.ts';
import type { ShotId } from '../ids.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { folded } from '../russian/folded.ts';
import { type FilmMark, type FilmPrompt, filmRecordKey } from './film-records.ts';
import { NO_FIGURES, type ShotFigures } from './shot-figures.ts';

export type FilmRecords = {
  assets: ReadonlyMap<string, Pick<AssetRecord, 'id' | 'shot' | 'kind' | 'model' | 'take'>>;
  jobs: ReadonlyMap<string, Pick<JobRecord, 'id' | 'kind' | 'shot' | 'state'>>;
  prompts: ReadonlyMap<string, FilmPrompt>;
  marks: ReadonlyMap<string, FilmMark>;
};

const OPEN_STATES = new Set(['ready', 'leased', 'waiting', 'needs_human']);

/** What a film's records say of each shot. A record that has not changed is never looked into again. */
export class FilmIndex {
  #figures = new Map<ShotId, ShotFigures>();
  #prompts = new Map<string, FilmPrompt[]>();
  readonly #words = new WeakMap<FilmPrompt, string>();

  /** Takes the records as they stand now; answers with the shots of which it says something else. */
  refresh(records: FilmRecords): Set<ShotId> {
    const before = this.#figures;
    this.#prompts = byShot(records.prompts.values());
    this.#figures = figuresOf(records);
    const changed = new Set<ShotId>();
    for (const shot of new Set([...before.keys(), ...this.#figures.keys()])) {
      const kept = before.get(shot);
      const now = this.#figures.get(shot);
      if (kept && now && isSame(kept, now)) this.#figures.set(shot, kept);
      else changed.add(shot);
    }
    return changed;
  }

  figuresOf(shot: ShotId): ShotFigures {
    return this.#figures.get(shot) ?? NO_FIGURES;
  }

  /** Whether a prompt of the shot has one of these words, which are folded already. */
  hasWords(shot: ShotId, words: readonly string[]): boolean {
    const prompts = this.#prompts.get(shot) ?? [];
    return prompts.some((prompt) => {
      const text = this.#foldedOnce(prompt);
      return words.some((word) => text.includes(word));
    });
  }

  /** Folds some of the prompts ahead of the first search; answers whether any are left. */
  foldSome(count: number): boolean {
    let left = count;
    for (const prompts of this.#prompts.values())
      for (const prompt of prompts) {
        if (this.#words.has(prompt)) continue;
        if (left-- === 0) return true;
        this.#foldedOnce(prompt);
      }
    return false;
  }

  #foldedOnce(prompt: FilmPrompt): string {
    const known = this.#words.get(prompt);
    if (known !== undefined) return known;
    const text = folded(prompt.text);
    this.#words.set(prompt, text);
    return text;
  }
}

function byShot<T extends { shot: string }>(records: Iterable<T>): Map<string, T[]> {
  const grouped = new Map<string, T[]>();
  for (const record of records) {
    const group = grouped.get(record.shot);
    if (group) group.push(record);
    else grouped.set(record.shot, [record]);
  }
  return grouped;
}

type Growing = {
  assets: number;
  byKind: Map<AssetKind, number>;
  inWork: number;
  models: Set<string>;
  bestRating: number;
};

function figuresOf({ assets, jobs, marks }: FilmRecords): Map<ShotId, ShotFigures> {
  const figures = new Map<ShotId, Growing>();
  const of = (shot: ShotId): Growing => {
    const known = figures.get(shot);
    if (known) return known;
    const fresh = { assets: 0, byKind: new Map(), inWork: 0, models: new Set<string>(), bestRating: 0 };
    figures.set(shot, fresh);
    return fresh;
  };
  const markOf = (shot: string, id: string | null) =>
    id === null ? undefined : marks.get(filmRecordKey({ shot, id }));
  for (const { id, shot, kind, model, take } of assets.values()) {
    const mark = markOf(shot, id);
    // A take in the trash takes its results along.
    if (isTrashed(mark) || isTrashed(markOf(shot, take))) continue;
    const shotFigures = of(shot);
    shotFigures.assets++;
    shotFigures.byKind.set(kind, (shotFigures.byKind.get(kind) ?? 0) + 1);
    if (model !== null) shotFigures.models.add(model);
    shotFigures.bestRating = Math.max(shotFigures.bestRating, mark?.rating ?? 0);
  }
  for (const { shot, kind, state } of jobs.values())
    if (shot !== null && kind !== 'rendition' && OPEN_STATES.has(state)) of(shot).inWork++;
  return figures;
}

function isTrashed(mark: FilmMark | undefined): boolean {
  return mark !== undefined && mark.deletedAt !== null;
}

function isSame(a: ShotFigures, b: ShotFigures): boolean {
  return (
    a.assets === b.assets &&
    a.inWork === b.inWork &&
    a.bestRating === b.bestRating &&
    a.models.size === b.models.size &&
    a.byKind.size === b.byKind.size &&
    [...a.models].every((model) => b.models.has(model)) &&
    [...a.byKind].every(([kind, count]) => b.byKind.get(kind) === count)
  );
}
