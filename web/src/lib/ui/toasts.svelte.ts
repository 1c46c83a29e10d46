import { createContext } from 'svelte';

const TOASTS_MAX = 3;
const STAYS_MS = 10_000;

export type Toast = {
  id: number;
  text: string;
  /** Told by colour and icon as well as by words; stays until it is closed. */
  isError: boolean;
  action?: { label: string; run: () => void } | undefined;
};

/** Short results of what a person did elsewhere on the page. */
export class Toasts {
  list = $state.raw<Toast[]>([]);
  #lastId = 0;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #isHeld = false;
  /** The regions of the page that could show the list; the newest one is in front of all others. */
  #regions = $state.raw<readonly symbol[]>([]);

  /** A region comes, with the page or with a dialog over it. Returns what ends it. */
  enter(region: symbol): () => void {
    this.#regions = [...this.#regions, region];
    return () => {
      this.#regions = this.#regions.filter((other) => other !== region);
      // The pointer that held the messages in it has no more to leave.
      this.release();
    };
  }

  isInFront(region: symbol): boolean {
    return this.#regions.at(-1) === region;
  }

  show(text: string, action?: Toast['action']): number {
    return this.#add({ id: ++this.#lastId, text, action, isError: false });
  }

  fail(text: string): void {
    this.#add({ id: ++this.#lastId, text, isError: true });
  }

  close(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** A person who points at a message or stands in it with the keyboard reads it at their own pace. */
  hold(): void {
    this.#isHeld = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  release(): void {
    this.#isHeld = false;
    for (const toast of this.list) this.#startTimer(toast);
  }

  #add(toast: Toast): number {
    for (const old of this.list.slice(0, Math.max(0, this.list.length - TOASTS_MAX + 1))) this.close(old.id);
    this.list = [...this.list, toast];
    if (!this.#isHeld) this.#startTimer(toast);
    return toast.id;
  }

  #startTimer(toast: Toast): void {
    if (toast.isError || this.#timers.has(toast.id)) return;
    this.#timers.set(
      toast.id,
      setTimeout(() => this.close(toast.id), STAYS_MS),
    );
  }
}

export const [getToasts, setToasts] = createContext<Toasts>();
