import { createContext } from 'svelte';

/** By an item, by Escape or Tab, or by a press somewhere else. */
export type MenuEnd = 'picked' | 'left' | 'beside';

/** What the items of a menu may ask of it. */
export type OpenMenu = {
  /** Closes the menu, gives the keyboard back, and only then acts: the act may want the keyboard elsewhere. */
  pick: (act: () => void) => void;
};

export const [getMenu, setMenu] = createContext<OpenMenu>();
