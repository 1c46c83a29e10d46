import { createContext } from 'svelte';
import type { SaveState, SyncEngine } from '#lib/sync/engine.ts';
import { LastAnswer } from './last-answer.ts';
import { isMoving, type LinkManners, savePhaseOf } from './save-phase.ts';

/** Shorter waits are not worth a word: it would only flicker. */
const SLOW_MS = 600;
/** A connection that takes longer than this is none, as far as a person can tell. */
const STUCK_MS = 4000;

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
  /** Files of this device that the server lacks, and those of them that are on their way. */
  files = $state.raw({ underWay: 0, unsent: 0 });
  pace: LinkManners['pace'] = $state('quick');
  wasOffline = $state(false);
  /** In this tab or before it: the engine itself forgets with the page. */
  lastAnswerAtMs = $state<number>();
  readonly #lastAnswer = new LastAnswer();
  readonly #ending = new AbortController();
  /** All was saved a moment ago: edits this young are not worth another word. */
  isFresh = $state(false);
  phase = $derived(savePhaseOf(this.state, this, this.files.underWay));
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor(engine: SyncEngine) {
    this.engine = engine;
    this.#unsubscribe = engine.subscribe(() => this.#read());
    addEventListener('pagehide', () => this.#lastAnswer.store(), { signal: this.#ending.signal });
    this.#read();
  }

  #read(): void {
    const wasSaved = this.phase === 'saved';
    this.state = this.engine.saveState();
    if (this.state.lastServerAtMs !== undefined) this.#lastAnswer.heard(this.state.lastServerAtMs);
    this.lastAnswerAtMs = this.#lastAnswer.atMs;
    if (this.state.link !== 'connecting') this.wasOffline = this.state.link === 'offline';
    this.isFresh = this.phase === 'saving' && (wasSaved || this.isFresh);
    if (!isMoving(this.state)) this.#settle();
    else if (this.#timers.length === 0) {
      this.#timers = [this.#after(SLOW_MS, 'slow'), this.#after(STUCK_MS, 'stuck')];
    }
  }

  #after(delayMs: number, pace: LinkManners['pace']): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.pace = pace;
      this.isFresh = false;
    }, delayMs);
  }

  #settle(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    this.pace = 'quick';
  }

  stop(): void {
    this.#ending.abort();
    this.#unsubscribe();
    this.#settle();
  }
}

export const [getSaveStatus, setSaveStatus] = createContext<SaveStatus>();
