import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import type { RunningSystem } from '../servers/system.ts';
import { RawClient } from '../wire/raw-client.ts';
import { markedUpdates } from './marked-updates.ts';

const retryMs = 100;
const emptyUpdate = Uint8Array.of(0, 0);

export type StubbornWriterOptions = { system: RunningSystem; doc: string; writer: number; editCount: number };

/** A writer that goes on writing while the server is away, comes back, and tells it what it has missed. */
export class StubbornWriter implements AsyncDisposable {
  readonly #options: StubbornWriterOptions;
  readonly #updates: Uint8Array[];
  readonly #stopping = new AbortController();
  readonly #clientId: number;
  #client: RawClient | undefined;
  #connecting: Promise<void>;
  #written = 0;
  #sent = 0;
  #isAnswered = false;
  liveSinceMs = 0;

  constructor(options: StubbornWriterOptions) {
    this.#options = options;
    this.#updates = markedUpdates(options.writer, options.editCount);
    this.#clientId = writerOf(this.#updates[0]);
    this.#connecting = this.#stayConnected();
  }

  /** The server has said all it knows and has been told all that it lacked. */
  get isLive(): boolean {
    return this.#isAnswered && this.#client?.isOpen === true;
  }

  get written(): number {
    return this.#written;
  }

  write(): void {
    if (this.#written < this.#updates.length) this.#written += 1;
    this.#flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    this.#client?.terminate();
    await this.#connecting;
  }

  async #stayConnected(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        this.#client = await this.#open();
        this.liveSinceMs = performance.now();
        this.#flush();
        await this.#client.closed();
      } catch {
        // The server is away; that is what this writer is for.
      }
      this.#isAnswered = false;
      await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    const { signal } = this.#stopping;
    await sleep(retryMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
  }

  async #open(): Promise<RawClient> {
    const { system, doc } = this.#options;
    const { dialect, headers } = system;
    return await RawClient.open({
      origin: system.process.origin,
      doc,
      dialect,
      headers,
      answer: (stateVector) => this.#missingSince(stateVector),
    });
  }

  /** Every update is one clock tick, so the server's clock for this writer is the number of edits it has. */
  #missingSince(stateVector: Uint8Array): Uint8Array {
    const known = Y.decodeStateVector(stateVector).get(this.#clientId) ?? 0;
    const missing = this.#updates.slice(known, this.#written);
    this.#sent = this.#written;
    this.#isAnswered = true;
    return missing.length === 0 ? emptyUpdate : Y.mergeUpdates(missing);
  }

  #flush(): void {
    if (!this.isLive) return;
    for (; this.#sent < this.#written; this.#sent += 1) {
      const update = this.#updates[this.#sent];
      if (update !== undefined) this.#client?.send(update);
    }
  }
}

function writerOf(update: Uint8Array | undefined): number {
  const [clientId] = update === undefined ? [] : Y.parseUpdateMeta(update).to.keys();
  if (clientId === undefined) throw new Error('a writer needs at least one edit');
  return clientId;
}
