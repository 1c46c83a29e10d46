import type { ShotId } from '#shared/ids.ts';
import type { Marks } from './shot-marks.svelte.ts';

const NONE: ReadonlySet<ShotId> = new Set();

/** The shots chosen for one act on all of them. */
export class Selection {
  readonly #marks: Marks;
  ids = $state.raw<ReadonlySet<ShotId>>(NONE);
  /** Where a range begins. */
  #anchor: ShotId | undefined;

  constructor(marks: Marks) {
    this.#marks = marks;
  }

  has(id: ShotId): boolean {
    return this.ids.has(id);
  }

  set(ids: Iterable<ShotId>, anchor?: ShotId): void {
    const next = new Set(ids);
    this.#marks.set('isSelected', this.ids, next);
    this.ids = next.size > 0 ? next : NONE;
    if (anchor !== undefined || next.size === 0) this.#anchor = anchor;
  }

  only(id: ShotId): void {
    this.set([id], id);
  }

  toggle(id: ShotId): void {
    const next = new Set(this.ids);
    if (!next.delete(id)) next.add(id);
    this.set(next, id);
  }

  /** From where the last choice was made to here, in the order of the list. */
  extendTo(id: ShotId, list: ShotId[], from: ShotId | undefined): void {
    const anchor = this.#anchor ?? from ?? id;
    const [a, b] = [list.indexOf(anchor), list.indexOf(id)];
    if (a < 0 || b < 0) this.only(id);
    else this.set(list.slice(Math.min(a, b), Math.max(a, b) + 1), anchor);
  }

  clear(): void {
    if (this.ids.size > 0) this.set([]);
    this.#anchor = undefined;
  }

  /** Shots that are no longer shown can not be meant. */
  keepOnly(shown: { has(id: ShotId): boolean }): void {
    if ([...this.ids].some((id) => !shown.has(id))) this.set([...this.ids].filter((id) => shown.has(id)));
  }
}
