/** What is going on with one tile. Its own signals: a choice of one tile wakes no other. */
export class TileState {
  /** Where the keyboard stands and what the inspector shows. */
  isCurrent = $state(false);
  isSelected = $state(false);
}

/** The states of all tiles, by what they show. */
export class TileStates {
  readonly #byId = new Map<string, TileState>();

  of(id: string): TileState {
    const state = this.#byId.get(id) ?? new TileState();
    this.#byId.set(id, state);
    return state;
  }

  pass(from: string | undefined, to: string | undefined): void {
    if (from === to) return;
    if (from !== undefined) this.of(from).isCurrent = false;
    if (to !== undefined) this.of(to).isCurrent = true;
  }

  select(before: ReadonlySet<string>, after: ReadonlySet<string>): void {
    for (const id of before) if (!after.has(id)) this.of(id).isSelected = false;
    for (const id of after) if (!before.has(id)) this.of(id).isSelected = true;
  }
}
