/**
 * Wakes those who wait for work. It says only that there may be some: the ledger alone decides who gets it, so a
 * wake-up too many costs a look, and one that got lost costs the time until the next look.
 */
export type Dispatcher = {
  /** Grows with every wake-up; read it before looking for work, so that none in between is missed. */
  readonly turn: number;
  /** The same without the wake-ups that tell only of a free place: what was due first still is. */
  readonly dueTurn: number;
  wake(why?: 'due' | 'place'): void;
  /** Resolves at the first wake-up after `turn`, after `ms`, or when nobody waits any more. */
  next(turn: number, ms: number, signal?: AbortSignal): Promise<void>;
};

/** Timers of the platform count in 32 bits. */
const WAIT_MAX_MS = 60_000;

/** Within this process. Another one could carry tickets over a wire. */
export class LocalDispatcher implements Dispatcher {
  #turn = 0;
  #dueTurn = 0;
  readonly #waiting = new Set<() => void>();

  get turn(): number {
    return this.#turn;
  }

  get dueTurn(): number {
    return this.#dueTurn;
  }

  wake(why: 'due' | 'place' = 'due'): void {
    this.#turn++;
    if (why === 'due') this.#dueTurn++;
    for (const leave of [...this.#waiting]) leave();
  }

  next(turn: number, ms: number, signal?: AbortSignal): Promise<void> {
    if (turn !== this.#turn || signal?.aborted || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const leave = () => {
        clearTimeout(timer);
        this.#waiting.delete(leave);
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const timer = setTimeout(leave, Math.min(ms, WAIT_MAX_MS));
      this.#waiting.add(leave);
      signal?.addEventListener('abort', leave);
    });
  }
}
