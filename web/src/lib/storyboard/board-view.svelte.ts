import type { Shot, ShotState } from '#shared/documents/index-doc.ts';
import type { ShotId } from '#shared/ids.ts';
import { placeBeside } from '#shared/storyboard/beside.ts';
import type { FilmFilter } from '#shared/storyboard/film-filter.ts';
import { type FilmSearch, findShots, isFiltering } from '#shared/storyboard/find-shots.ts';
import type { Storyboard } from './storyboard.svelte.ts';

/** Shots in hand: `at` is their place among the others that are shown. */
export type Carried = { ids: ShotId[]; set: ReadonlySet<ShotId>; at: number };

/** Which shots of the film the list shows, and in what order while some are in hand. */
export class BoardView {
  readonly #board: Storyboard;
  query = $state('');
  states = $state.raw<ReadonlySet<ShotState>>(new Set());
  /** What the assets of a shot must be like; it holds once `film` is known. */
  filter = $state.raw<FilmFilter>();
  film = $state.raw<FilmSearch>();
  /** Numbers of the film that are shown alone. */
  range = $state.raw<{ first: number; last: number }>();
  carried = $state.raw<Carried>();
  lifted: ReadonlySet<ShotId> = new Set();

  isFiltered: boolean = $derived(this.range !== undefined || isFiltering(this));
  listed: Shot[] = $derived(this.#listFound());
  /** While shots are in hand they stand where they would be put. */
  shown: Shot[] = $derived(this.#listShown());
  #places: Map<ShotId, number> = $derived(new Map(this.shown.map((shot, place) => [shot.id, place])));
  #numbers: Map<ShotId, number> = $derived(this.#countNumbers());

  constructor(board: Storyboard) {
    this.#board = board;
  }

  #countNumbers(): Map<ShotId, number> {
    return new Map(this.#board.shots.map((shot, place) => [shot.id, place + 1]));
  }

  get shownIds(): { has(id: ShotId): boolean } {
    return this.#places;
  }

  #listFound(): Shot[] {
    const { shots } = this.#board;
    if (!this.isFiltered) return shots;
    const { first, last } = this.range ?? { first: 1, last: shots.length };
    return findShots(shots, this).flatMap((place) =>
      first <= place + 1 && place + 1 <= last ? (shots[place] ?? []) : [],
    );
  }

  #listShown(): Shot[] {
    const { carried, listed } = this;
    if (!carried) return listed;
    const others = listed.filter(({ id }) => !carried.set.has(id));
    const inHand = this.#board.shots.filter(({ id }) => carried.set.has(id));
    return others.toSpliced(carried.at, 0, ...inHand);
  }

  shownPlace(id: ShotId): number {
    return this.#places.get(id) ?? 0;
  }

  numberOf(id: ShotId): number {
    return this.#numbers.get(id) ?? 0;
  }

  /** Where the first of the shots stands, counted in the shown list without them. */
  placeAmongOthers(ids: ShotId[]): number {
    const set = new Set(ids);
    const first = this.listed.findIndex(({ id }) => set.has(id));
    return this.listed.slice(0, Math.max(0, first)).filter(({ id }) => !set.has(id)).length;
  }

  /** A place in the shown list without the shots, as a place in the whole film without them. */
  filmPlace(ids: ShotId[], at: number): number {
    const set = new Set(ids);
    const others = this.listed.filter(({ id }) => !set.has(id));
    const place = Math.max(0, Math.min(at, others.length));
    const neighbour = place === 0 ? others[0] : others[place - 1];
    if (!neighbour) return 0;
    const edge = place === 0 ? 'before' : 'after';
    return placeBeside(this.#board.shots, set, { id: neighbour.id, edge }) ?? 0;
  }
}
