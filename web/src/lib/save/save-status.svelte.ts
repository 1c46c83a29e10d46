import { createContext } from 'svelte';
import type { SaveState, SyncEngine } from '#lib/sync/engine.ts';
import { isMoving, savePhaseOf } from './save-phase.ts';

/** Shorter waits are not worth a word: it would only flicker. */
const SLOW_MS = 600;

/** Where the edits of this tab stand, for every page. */
export class SaveStatus {
  readonly engine: SyncEngine;
  readonly #unsubscribe: () => void;
  state: SaveState = $state.raw({
    inMemory: 0,
    onDevice: 0,
    link: 'connecting',
    troubles: [],
    lastServerAtMs: undefined,
    signedOut: false,
    keepsNothing: false,
  });
  isSlow = $state(false);
  wasOffline = $state(false);
  phase = $derived(savePhaseOf(this.state, this));
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: SyncEngine) {
    this.engine = engine;
    this.#unsubscribe = engine.subscribe(() => this.#read());
    this.#read();
  }

  #read(): void {
    this.state = this.engine.saveState();
    if (this.state.link !== 'connecting') this.wasOffline = this.state.link === 'offline';
    if (isMoving(this.state)) {
      this.#timer ??= setTimeout(() => {
        this.isSlow = true;
      }, SLOW_MS);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.isSlow = false;
  }

  stop(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }
}

export const [getSaveStatus, setSaveStatus] = createContext<SaveStatus>();
