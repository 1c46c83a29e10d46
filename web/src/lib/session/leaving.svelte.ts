import { createSubscriber } from 'svelte/reactivity';
import type { SyncEngine, UnsentItem } from '#lib/sync/engine.ts';
import type { UploadDesk } from '#lib/uploads/upload-desk.svelte.ts';

/** The rows of a page that was just closed go to the server with the leader's second round. */
const SETTLE_MS = 6000;

/** Somebody wants to leave this device: whether that would lose work, and whether the work is on its way. */
export class Leaving {
  readonly #engine: SyncEngine;
  readonly #uploads: UploadDesk;
  readonly #subscribe: () => void;
  unsent = $state.raw<UnsentItem[]>([]);
  isAsking = $state(false);
  /** The person waits for the server; what they came for happens when nothing is left. */
  isWaiting = $state(false);

  constructor(engine: SyncEngine, uploads: UploadDesk) {
    this.#engine = engine;
    this.#uploads = uploads;
    this.#subscribe = createSubscriber((update) => engine.subscribe(update));
  }

  /** Edits that would be lost; those of this very moment count too. */
  get count(): number {
    this.#subscribe();
    const { inMemory, onDevice } = this.#engine.saveState();
    return inMemory + onDevice;
  }

  /** Files that the server lacks. */
  get files(): number {
    return this.#uploads.book?.unsent ?? 0;
  }

  get isOffline(): boolean {
    this.#subscribe();
    return this.#engine.saveState().link === 'offline';
  }

  /** Answers whether nothing would be lost; else the question is open. */
  async mayLeave(): Promise<boolean> {
    await this.#settle();
    this.unsent = await this.#engine.listUnsent();
    const { inMemory } = this.#engine.saveState();
    const files = await this.#uploads.countUnsent();
    this.isAsking = this.unsent.length > 0 || inMemory > 0 || files > 0;
    return !this.isAsking;
  }

  /** Edits on their way to a server that answers need a moment, not a question. */
  #settle(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        const { inMemory, onDevice, link, signedOut, troubles } = this.#engine.saveState();
        const isMoving = link !== 'offline' && !signedOut && troubles.length === 0;
        if (isMoving && inMemory + onDevice > 0) return;
        clearTimeout(timer);
        unsubscribe();
        resolve();
      };
      const timer = setTimeout(() => {
        unsubscribe();
        resolve();
      }, SETTLE_MS);
      const unsubscribe = this.#engine.subscribe(look);
      look();
    });
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
