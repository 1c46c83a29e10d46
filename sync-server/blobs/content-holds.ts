import type { Sha256 } from './blob-store.ts';

/**
 * Keeps apart who is about to name content in a row and who throws away what no row names. It holds within this process,
 * and the lock of the data folder sees to it that there is no other.
 */
export class ContentHolds {
  readonly #held = new Map<Sha256, number>();
  readonly #going = new Map<Sha256, Promise<unknown>>();

  /** From now on, until it is let go, none of it is thrown away; what is going just now is waited for. */
  async hold(contents: Iterable<Sha256>): Promise<Disposable> {
    const held: Sha256[] = [];
    for (const sha256 of contents) {
      for (let going = this.#going.get(sha256); going; going = this.#going.get(sha256)) await going;
      this.#held.set(sha256, (this.#held.get(sha256) ?? 0) + 1);
      held.push(sha256);
    }
    return { [Symbol.dispose]: () => this.#letGo(held) };
  }

  #letGo(contents: Sha256[]): void {
    for (const sha256 of contents) {
      const left = (this.#held.get(sha256) ?? 1) - 1;
      if (left > 0) this.#held.set(sha256, left);
      else this.#held.delete(sha256);
    }
  }

  /** Runs while nobody holds it, and keeps everybody waiting who wants to; not at all when somebody does. */
  async whileFree(sha256: Sha256, work: () => Promise<boolean>): Promise<boolean> {
    if (this.#held.has(sha256) || this.#going.has(sha256)) return false;
    const going = work();
    this.#going.set(
      sha256,
      going.catch(() => undefined),
    );
    try {
      return await going;
    } finally {
      this.#going.delete(sha256);
    }
  }
}
