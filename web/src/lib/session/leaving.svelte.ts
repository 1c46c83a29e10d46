import { createSubscriber } from 'svelte/reactivity';
import type { SyncEngine, UnsentItem } from '#lib/sync/engine.ts';

/** Somebody wants to leave this device: whether that would lose work, and whether the work is on its way. */
export class Leaving {
  readonly #engine: SyncEngine;
  readonly #subscribe: () => void;
  unsent = $state.raw<UnsentItem[]>([]);
  isAsking = $state(false);
  /** The person waits for the server; what they came for happens when nothing is left. */
  isWaiting = $state(false);

  constructor(engine: SyncEngine) {
    this.#engine = engine;
    this.#subscribe = createSubscriber((update) => engine.subscribe(update));
  }

  /** Edits that would be lost; those of this very moment count too. */
  get count(): number {
    this.#subscribe();
    const { inMemory, onDevice } = this.#engine.saveState();
    return inMemory + onDevice;
  }

  get isOffline(): boolean {
    this.#subscribe();
    return this.#engine.saveState().link === 'offline';
  }

  /** Answers whether nothing would be lost; else the question is open. */
  async mayLeave(): Promise<boolean> {
    this.unsent = await this.#engine.listUnsent();
    const { inMemory } = this.#engine.saveState();
    this.isAsking = this.unsent.length > 0 || inMemory > 0;
    return !this.isAsking;
  }

  async read(): Promise<void> {
    this.unsent = await this.#engine.listUnsent();
  }

  async drop(id: string): Promise<void> {
    await this.#engine.dropMutation(id);
    await this.read();
  }

  stay(): void {
    this.isAsking = false;
    this.isWaiting = false;
  }
}
