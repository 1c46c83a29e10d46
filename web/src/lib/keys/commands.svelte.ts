import { createContext, onDestroy } from 'svelte';
import type { Command } from './command.ts';

/** What the palette may find beside commands: shots of the open project, projects. */
export type Finder = (query: string) => Found[];
export type Found = {
  id: string;
  title: string;
  group: string;
  hint?: string;
  run: () => void;
  rank: number;
};

/** Everything that can be done on the page at hand. Pages add to it while they are open. */
export class Commands {
  // No state of its own: a page that leaves would read what stood here before the next one came, and write that back.
  readonly #sets = new Set<readonly Command[]>();
  #change = $state.raw({});
  #finders: Finder[] = [];
  isPaletteOpen = $state(false);
  isKeysOpen = $state(false);
  /** What the page at hand adds stands first. */
  list: Command[] = $derived.by(() => {
    void this.#change;
    return [...this.#sets].toReversed().flat();
  });

  /** Called while a component is being made; its commands leave with it. */
  add(commands: readonly Command[]): void {
    this.#sets.add(commands);
    this.#change = {};
    onDestroy(() => {
      this.#sets.delete(commands);
      this.#change = {};
    });
  }

  addFinder(finder: Finder): void {
    this.#finders.push(finder);
    onDestroy(() => {
      this.#finders = this.#finders.filter((known) => known !== finder);
    });
  }

  find(query: string): Found[] {
    return this.#finders.flatMap((finder) => finder(query));
  }
}

export const [getCommands, setCommands] = createContext<Commands>();
