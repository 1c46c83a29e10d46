/** One edit on its way: made in memory, then on this device, then on the server's disk. */
export type Entry = {
  readonly update: Uint8Array;
  /** The rows of the device's log that hold it: none while only memory has it, two when a whole state was written too. */
  readonly rows: number[];
  isOnServer: boolean;
};

export function createEntry(update: Uint8Array, row: number | undefined): Entry {
  return { update, rows: row === undefined ? [] : [row], isOnServer: false };
}

/**
 * The edits of one open document that have not reached the server yet, and which frame of the present socket carries
 * which of them. Acks count frames; this turns them back into rows of the log that need not be sent again (C2).
 */
export class Entries {
  #waiting: Entry[] = [];
  #frames: Entry[][] = [];
  #ackedFrames = 0;

  countInMemory(): number {
    return this.#waiting.filter((entry) => entry.rows.length === 0 && !entry.isOnServer).length;
  }

  add(entry: Entry): void {
    this.#waiting.push(entry);
  }

  /** A new socket starts counting anew; whatever the old one carried unacknowledged is open again. */
  newSocket(): void {
    this.#frames = [];
    this.#ackedFrames = 0;
  }

  /** An answer to the handshake carries all there is; an update carries the edit that is being made just now. */
  frameLeft(type: 'step2' | 'update', current: Entry | undefined): void {
    this.#frames.push(type === 'step2' ? [...this.#waiting] : current ? [current] : []);
  }

  /** The first `n` frames are on the server's disk. Returns the rows that this settles. */
  acked(n: number): number[] {
    const count = Math.max(0, n - this.#ackedFrames);
    const settled = this.#frames.splice(0, count).flat();
    this.#ackedFrames += count;
    return this.#settle(settled);
  }

  /** Rows that another tab, or a push over HTTP, has brought to the server. */
  sentElsewhere(rows: Set<number>): void {
    this.#settle(this.#waiting.filter((entry) => entry.rows.some((row) => rows.has(row))));
  }

  #settle(settled: Entry[]): number[] {
    for (const entry of settled) entry.isOnServer = true;
    // An edit that the server had before the device stays here until the device has it too.
    this.#waiting = this.#waiting.filter((entry) => !entry.isOnServer || entry.rows.length === 0);
    return this.#free(settled.flatMap((entry) => entry.rows));
  }

  /** The edit stands in the log now. Returns the rows that need not be sent any more. */
  stored(entry: Entry, row: number): number[] {
    if (!entry.rows.includes(row)) entry.rows.push(row);
    if (!entry.isOnServer) return [];
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    return this.#free([row]);
  }

  /** For a row that holds the whole document: it counts as sent with the last edit that waits at this moment. */
  whole(): (row: number) => void {
    const held = [...this.#waiting];
    return (row) => {
      for (const entry of held) if (!entry.rows.includes(row)) entry.rows.push(row);
    };
  }

  /** A row is settled only with the last edit that it holds. */
  #free(rows: number[]): number[] {
    const held = new Set(this.#waiting.filter((entry) => !entry.isOnServer).flatMap((entry) => entry.rows));
    return [...new Set(rows)].filter((row) => !held.has(row));
  }
}
