import { createContext } from 'svelte';
import { isThemeChoice, type ThemeChoice } from './theme-choice.ts';

/** Outside `raskadr.`: leaving this device takes a user's data off it, not the light in the room. */
const KEY = 'raskadr-theme';
const BAR = { dark: '#141414', light: '#f5f5f5' };

/** The look of this browser; `static/boot.js` applies the same rule before the first paint. */
export class Theme {
  choice: ThemeChoice = $state(readChoice());
  readonly #light = matchMedia('(prefers-color-scheme: light)');

  /** Returns what ends it. */
  start(): () => void {
    const apply = () => this.#apply();
    const onStorage = (event: StorageEvent) => {
      if (event.key !== KEY) return;
      this.choice = readChoice();
      apply();
    };
    this.#light.addEventListener('change', apply);
    window.addEventListener('storage', onStorage);
    apply();
    return () => {
      this.#light.removeEventListener('change', apply);
      window.removeEventListener('storage', onStorage);
    };
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    this.#apply();
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // A browser that keeps nothing shows the choice until the tab is closed.
    }
  }

  #apply(): void {
    const isLight = this.choice === 'light' || (this.choice === 'system' && this.#light.matches);
    const look = isLight ? 'light' : 'dark';
    if (isLight) document.documentElement.dataset.theme = look;
    else delete document.documentElement.dataset.theme;
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', BAR[look]);
  }
}

function readChoice(): ThemeChoice {
  try {
    const kept = localStorage.getItem(KEY);
    return isThemeChoice(kept) ? kept : 'dark';
  } catch {
    return 'dark';
  }
}

export const [getTheme, setTheme] = createContext<Theme>();
