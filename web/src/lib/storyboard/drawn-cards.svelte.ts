import { flushSync } from 'svelte';
import { whenIdle } from '#lib/when-idle.ts';

const FIRST = 8;
/** A step that takes longer would be felt. */
const FELT_MS = 10;
const HANDS = ['pointerdown', 'keydown', 'wheel', 'touchstart', 'scroll', 'focusin', 'dragover'] as const;

/** How many cards stand in the list: a few at once, the rest while nobody waits for anything. */
export class DrawnCards {
  count = $state(FIRST);
  #step = FIRST;
  #callOff = () => {};

  /** Whoever puts a hand on the page finds the whole list. Returns what ends it. */
  start(countAll: () => number): () => void {
    const ended = new AbortController();
    const finish = () => {
      this.#callOff();
      this.count = Number.POSITIVE_INFINITY;
      ended.abort();
    };
    const go = () => {
      if (this.count >= countAll()) return finish();
      this.#draw();
      this.#callOff = whenIdle(go);
    };
    this.#callOff = whenIdle(go);
    for (const type of HANDS) addEventListener(type, finish, { capture: true, signal: ended.signal });
    return () => {
      this.#callOff();
      ended.abort();
    };
  }

  /** As many at a time as this device does unnoticed. */
  #draw(): void {
    const since = performance.now();
    this.count += this.#step;
    flushSync();
    const tookMs = performance.now() - since;
    if (tookMs < FELT_MS / 2) this.#step *= 2;
    else if (tookMs > FELT_MS) this.#step = Math.max(1, Math.floor(this.#step / 2));
  }
}
