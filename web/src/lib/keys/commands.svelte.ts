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
  #sets = $state.raw<readonly (readonly Command[])[]>([]);
  #finders: Finder[] = [];
  isPaletteOpen = $state(false);
  isKeysOpen = $state(false);
  /** What the page at hand adds stands first. */
  list: Command[] = $derived(this.#sets.toReversed().flat());

  /** Called while a component is being made; its commands leave with it. */
  add(commands: readonly Command[]): void {
    this.#sets = [...this.#sets, commands];
    onDestroy(() => {
      this.#sets = this.#sets.filter((set) => set !== commands);
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
