import { createSubscriber } from 'svelte/reactivity';

const TICK_MS = 1000;

/** The time of now for what counts seconds on a page; it ticks only while somebody reads it. */
export class Clock {
  readonly #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, TICK_MS);
    return () => clearInterval(timer);
  });

  get nowMs(): number {
    this.#subscribe();
    return Date.now();
  }
}
