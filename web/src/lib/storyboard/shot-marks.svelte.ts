import type { ShotId } from '#shared/ids.ts';
import type { PersonHere } from '#shared/storyboard/person-here.ts';
import type { ShotFigures } from '#shared/storyboard/shot-figures.ts';

/** What is going on with one card. Its own signals: a change of one card wakes no other. */
export class ShotMarks {
  isActive = $state(false);
  isSelected = $state(false);
  isLifted = $state(false);
  isRenaming = $state(false);
  isPlanning = $state(false);
  edge = $state<'before' | 'after'>();
  people = $state.raw<PersonHere[]>([]);
  /** Why its headliner is stale, in words. */
  stale = $state('');
  /** What its assets and work come to; nothing until the records are read. */
  figures = $state.raw<ShotFigures>();
}

type OneOf = 'isActive' | 'isRenaming' | 'isPlanning';
type SomeOf = 'isSelected' | 'isLifted';

/** The marks of all cards, by shot. */
export class Marks {
  readonly #byId = new Map<ShotId, ShotMarks>();

  of(id: ShotId): ShotMarks {
    const marks = this.#byId.get(id) ?? new ShotMarks();
    this.#byId.set(id, marks);
    return marks;
  }

  /** Moves a mark that only one card has. */
  pass(mark: OneOf, from: ShotId | undefined, to: ShotId | undefined): void {
    if (from === to) return;
    if (from !== undefined) this.of(from)[mark] = false;
    if (to !== undefined) this.of(to)[mark] = true;
  }

  /** Turns a mark on for these cards only; touches none that has it already. */
  set(mark: SomeOf, before: ReadonlySet<ShotId>, after: ReadonlySet<ShotId>): void {
    for (const id of before) if (!after.has(id)) this.of(id)[mark] = false;
    for (const id of after) if (!before.has(id)) this.of(id)[mark] = true;
  }

  setEdge(before: ShotId | undefined, after: { id: ShotId; edge: 'before' | 'after' } | undefined): void {
    if (before !== undefined && before !== after?.id) this.of(before).edge = undefined;
    if (after) this.of(after.id).edge = after.edge;
  }

  setFigures(shots: Iterable<ShotId>, figuresOf: (shot: ShotId) => ShotFigures): void {
    for (const id of shots) this.of(id).figures = figuresOf(id);
  }

  setStale(words: ReadonlyMap<ShotId, string>): void {
    for (const [id, marks] of this.#byId) marks.stale = words.get(id) ?? '';
    for (const [id, text] of words) this.of(id).stale = text;
  }

  setPeople(people: PersonHere[]): void {
    const byShot = Map.groupBy(people, ({ shot }) => shot);
    for (const [id, marks] of this.#byId) {
      const here = byShot.get(id) ?? [];
      if (here.length > 0 || marks.people.length > 0) marks.people = here;
    }
    for (const [id, here] of byShot) if (id !== null) this.of(id).people = here;
  }
}
