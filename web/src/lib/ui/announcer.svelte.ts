import { createContext } from 'svelte';

/** What only a screen reader has to be told, in a polite live region of its own. */
export class Announcer {
  text = $state('');

  say(text: string): void {
    // The same words twice in a row are read twice only if the text differs.
    this.text = text === this.text ? `${text}\u00a0` : text;
  }
}

export const [getAnnouncer, setAnnouncer] = createContext<Announcer>();
