import type { Awareness } from 'y-protocols/awareness';

/** Who else has a document open, and what this tab says of its own person. Lives only as long as the link does. */
export class Presence {
  readonly #listeners = new Set<() => void>();
  #awareness: Awareness | undefined;
  #own: Record<string, unknown> | undefined;

  /** The link has come; what was said before is told now. */
  attach(awareness: Awareness): void {
    this.#awareness = awareness;
    if (this.#own) awareness.setLocalState(this.#own);
    awareness.on('change', () => {
      for (const listener of this.#listeners) listener();
    });
  }

  say(own: Record<string, unknown>): void {
    this.#own = own;
    this.#awareness?.setLocalState(own);
  }

  /** As the others' clients have put it: whoever reads it checks it. */
  listOthers(): unknown[] {
    const awareness = this.#awareness;
    if (!awareness) return [];
    return [...awareness.getStates()].flatMap(([client, state]) =>
      client === awareness.clientID ? [] : [state],
    );
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
