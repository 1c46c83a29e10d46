import type { SyncEngine } from '#lib/sync/engine.ts';
import { whenIdle } from '#lib/when-idle.ts';
import type { ProjectId } from '#shared/ids.ts';
import { type FilmFilter, type Judged, keepsShot } from '#shared/storyboard/film-filter.ts';
import { FilmIndex, type FilmRecords } from '#shared/storyboard/film-index.ts';
import type { BoardDesk } from '../board-desk.svelte.ts';

/** Records come one by one while a queue runs; the board is told of them together. */
const GATHER_MS = 300;
const FOLDED_AT_ONCE = 500;
const COUNTED: ReadonlySet<string> = new Set(['job', 'asset', 'prompt', 'mark']);

/** Reads the records of the film for its board: what the cards count, what the search finds, what the filter can choose. */
export class FilmWatch {
  readonly #desk: BoardDesk;
  readonly #index = new FilmIndex();
  readonly #unwatch: () => void;
  #turn = $state(0);
  #callOff: (() => void) | undefined;
  #callOffFolding: (() => void) | undefined;
  modelNames = $state.raw<ReadonlyMap<string, string>>(new Map());

  constructor(engine: SyncEngine, project: ProjectId, desk: BoardDesk) {
    this.#desk = desk;
    this.#unwatch = engine.watchRecords(
      project,
      (records, kinds) => {
        if ([...kinds].some((kind) => COUNTED.has(kind))) this.#takeLater(records);
      },
      ['prompt', 'mark'],
    );
    engine.catalogue().then(
      (catalogue) => {
        this.modelNames = new Map(catalogue?.models.map(({ id, name }) => [id, name]));
      },
      // Then a model is called by its id.
      () => {},
    );
  }

  /** The shots of the film with what is counted of them. */
  get judged(): Judged[] {
    void this.#turn;
    return this.#desk.board.shots.map((shot) => ({ shot, figures: this.#index.figuresOf(shot.id) }));
  }

  #takeLater(records: FilmRecords): void {
    this.#callOff ??= whenIdle(() => {
      this.#callOff = undefined;
      this.#take(records);
    }, GATHER_MS);
  }

  #take(records: FilmRecords): void {
    const changed = this.#index.refresh(records);
    this.#desk.marks.setFigures(changed, (shot) => this.#index.figuresOf(shot));
    this.#turn++;
    this.#foldLater();
    // Another object: what is found is looked for anew.
    this.#desk.view.film = {
      keeps: (filter: FilmFilter, shot) =>
        keepsShot(filter, { shot, figures: this.#index.figuresOf(shot.id) }),
      hasWords: (shot, words) => this.#index.hasWords(shot, words),
    };
  }

  /** So that the first search costs what the others do. */
  #foldLater(): void {
    this.#callOffFolding?.();
    this.#callOffFolding = whenIdle(() => {
      if (this.#index.foldSome(FOLDED_AT_ONCE)) this.#foldLater();
    });
  }

  close(): void {
    this.#callOffFolding?.();
    this.#callOff?.();
    this.#unwatch();
  }
}
