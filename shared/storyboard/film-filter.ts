import type { Shot } from '../documents/index-doc.ts';
import type { ShotFigures } from './shot-figures.ts';

/** What the board is narrowed to beside words and states; the parts hold together. */
export type FilmFilter = {
  models: ReadonlySet<string>;
  /** The best of its assets has at least so many stars; 0 asks for none. */
  rating: number;
  isHeadless: boolean;
  hasVideo: boolean;
  isInWork: boolean;
};

export const NO_FILTER: FilmFilter = {
  models: new Set(),
  rating: 0,
  isHeadless: false,
  hasVideo: false,
  isInWork: false,
};

export const RATINGS = [1, 2, 3, 4, 5] as const;

/** One thing that can be chosen in the filter. */
export type FilterChoice =
  | { kind: 'model'; model: string }
  | { kind: 'rating'; rating: number }
  | { kind: 'isHeadless' | 'hasVideo' | 'isInWork' };

export type Judged = { shot: Shot; figures: ShotFigures };

export function countChosen({ models, rating, ...is }: FilmFilter): number {
  return models.size + (rating > 0 ? 1 : 0) + Object.values(is).filter(Boolean).length;
}

export function keepsShot(filter: FilmFilter, { shot, figures }: Judged): boolean {
  if (filter.isHeadless && shot.headliner !== null) return false;
  if (filter.hasVideo && (figures.byKind.get('video') ?? 0) === 0) return false;
  if (filter.isInWork && figures.inWork === 0) return false;
  if (figures.bestRating < filter.rating) return false;
  return filter.models.size === 0 || [...filter.models].some((model) => figures.models.has(model));
}

export function isChosen(filter: FilmFilter, choice: FilterChoice): boolean {
  if (choice.kind === 'model') return filter.models.has(choice.model);
  return choice.kind === 'rating' ? filter.rating === choice.rating : filter[choice.kind];
}

/** The filter with a choice turned over. Several models are any of them; of ratings there is one. */
export function turned(filter: FilmFilter, choice: FilterChoice): FilmFilter {
  if (choice.kind === 'model') {
    const models = new Set(filter.models);
    if (!models.delete(choice.model)) models.add(choice.model);
    return { ...filter, models };
  }
  if (choice.kind === 'rating')
    return { ...filter, rating: filter.rating === choice.rating ? 0 : choice.rating };
  return { ...filter, [choice.kind]: !filter[choice.kind] };
}

/** How many of the shots this choice would leave beside all others that are made; among models it stands alone. */
export function countLeft(shots: readonly Judged[], filter: FilmFilter, choice: FilterChoice): number {
  const asked = withOnly(filter, choice);
  return shots.reduce((count, judged) => count + (keepsShot(asked, judged) ? 1 : 0), 0);
}

function withOnly(filter: FilmFilter, choice: FilterChoice): FilmFilter {
  if (choice.kind === 'model') return { ...filter, models: new Set([choice.model]) };
  if (choice.kind === 'rating') return { ...filter, rating: choice.rating };
  return { ...filter, [choice.kind]: true };
}

/** The models that made anything of these shots, by how many shots have them. */
export function listModels(shots: readonly Judged[]): string[] {
  const counts = new Map<string, number>();
  for (const { figures } of shots)
    for (const model of figures.models) counts.set(model, (counts.get(model) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([model]) => model);
}
