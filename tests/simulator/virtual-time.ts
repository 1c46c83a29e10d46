type Timer = { id: number; atMs: number; everyMs: number | undefined; run: () => void };

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  now: Date.now,
  sinceStart: performance.now.bind(performance),
};

/**
 * Time that passes only when a test says so. It stands in the place of the global timers, because the stock
 * websocket client uses those; the same seed then always gives the same history.
 */
export class VirtualTime implements Disposable {
  #nowMs = 1_750_000_000_000;
  #nextId = 1;
  readonly #timers = new Map<number, Timer>();

  constructor() {
    const add = (run: () => void, ms: number | undefined, repeats: boolean): number => {
      const id = this.#nextId++;
      const delay = Math.max(1, Number(ms) || 1);
      this.#timers.set(id, { id, atMs: this.#nowMs + delay, everyMs: repeats ? delay : undefined, run });
      return id;
    };
    const clear = (id: unknown) => this.#timers.delete(Number(id));
    Object.assign(globalThis, {
      setTimeout: (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
        add(() => run(...args), ms, false),
      setInterval: (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
        add(() => run(...args), ms, true),
      clearTimeout: clear,
      clearInterval: clear,
    });
    Date.now = () => this.#nowMs;
    // The server gathers commits by it.
    performance.now = () => this.#nowMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Lets everything that waits for nothing but its turn run to its end. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => real.setImmediate(resolve));
  }

  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await this.settle();
    for (let timer = this.#next(endMs); timer; timer = this.#next(endMs)) {
      this.#nowMs = Math.max(this.#nowMs, timer.atMs);
      if (timer.everyMs === undefined) this.#timers.delete(timer.id);
      else timer.atMs = this.#nowMs + timer.everyMs;
      timer.run();
      await this.settle();
    }
    this.#nowMs = endMs;
  }

  #next(endMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers.values()) {
      if (timer.atMs <= endMs && (!next || timer.atMs < next.atMs)) next = timer;
    }
    return next;
  }

  [Symbol.dispose](): void {
    this.#timers.clear();
    Object.assign(globalThis, {
      setTimeout: real.setTimeout,
      clearTimeout: real.clearTimeout,
      setInterval: real.setInterval,
      clearInterval: real.clearInterval,
    });
    Date.now = real.now;
    performance.now = real.sinceStart;
  }
}
