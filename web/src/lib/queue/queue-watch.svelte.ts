import { createContext } from 'svelte';
import { loadAtLast } from '#lib/load-at-last.ts';
import type { SyncEngine } from '#lib/sync/engine.ts';
import { whenIdle } from '#lib/when-idle.ts';
import type { QueueBook } from './queue-book.svelte.ts';

/** The queue for the bar of every page. Its code and its reading wait until the page stands. */
export class QueueWatch {
  readonly #engine: SyncEngine;
  book = $state.raw<QueueBook>();

  constructor(engine: SyncEngine) {
    this.#engine = engine;
  }

  /** Returns what ends it. */
  start(): () => void {
    let isOver = false;
    const callOff = whenIdle(async () => {
      const { QueueBook } = await loadAtLast(() => import('./queue-book.svelte.ts'));
      if (!isOver) this.book = new QueueBook(this.#engine);
    });
    return () => {
      isOver = true;
      callOff();
      this.book?.close();
    };
  }
}

export const [getQueueWatch, setQueueWatch] = createContext<QueueWatch>();
