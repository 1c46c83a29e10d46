import type { DocName } from '#shared/documents/doc-name.ts';
import type { LocalStore, NewRow } from './local-store.ts';

const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 15_000;

/** A document as it is now, and whom to tell when it stands in the log. */
export type WholeState = { update: Uint8Array; stored: (row: number) => void };

type Write = NewRow & { done: (row: number) => void };

/**
 * Writes one document's updates to the device, in order. After a failed write nothing is appended any more: the next
 * thing written is the whole state of the document, so that no later edit ever stands behind a hole (C3).
 */
export class DocJournal {
  readonly #doc: DocName;
  readonly #store: LocalStore;
  readonly #whole: () => WholeState;
  readonly #onTrouble: (reason: string | undefined) => void;
  readonly #onWritten: () => void;
  #queue: Write[] = [];
  #running: Promise<void> | undefined;
  #needsFullState = false;
  #isClosed = false;
  #wake: (() => void) | undefined;

  constructor(options: {
    doc: DocName;
    store: LocalStore;
    whole: () => WholeState;
    onTrouble: (reason: string | undefined) => void;
    onWritten: () => void;
  }) {
    this.#doc = options.doc;
    this.#store = options.store;
    this.#whole = options.whole;
    this.#onTrouble = options.onTrouble;
    this.#onWritten = options.onWritten;
  }

  append(row: NewRow, done: (row: number) => void = () => {}): void {
    this.#queue.push({ ...row, done });
    this.#running ??= this.#run();
  }

  /** Everything handed in so far is on the device, or the journal was closed. */
  async flushed(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    await Promise.resolve();
    let retryMs = RETRY_FIRST_MS;
    while (this.#queue.length > 0 && !this.#isClosed) {
      const batch = this.#queue;
      this.#queue = [];
      try {
        await this.#write(batch);
        retryMs = RETRY_FIRST_MS;
      } catch (error) {
        this.#queue = [...batch, ...this.#queue];
        this.#needsFullState = true;
        this.#onTrouble(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
        await this.#sleep(retryMs);
        retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
      }
    }
    this.#running = undefined;
  }

  async #write(batch: Write[]): Promise<void> {
    const whole = this.#needsFullState ? this.#whole() : undefined;
    const rows = whole
      ? [{ update: whole.update, isSent: false }]
      : batch.map(({ update, isSent }) => ({ update, isSent }));
    const numbers = await this.#store.appendRows(this.#doc, rows, Date.now());
    this.#needsFullState = false;
    if (whole && numbers[0] !== undefined) whole.stored(numbers[0]);
    batch.forEach(({ done }, position) => {
      const row = numbers[whole ? 0 : position];
      if (row !== undefined) done(row);
    });
    if (whole) this.#onTrouble(undefined);
    this.#onWritten();
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Gives up on what cannot be written. Call `flushed` first when there is time. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }
}
