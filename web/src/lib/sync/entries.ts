/** One edit on its way: made in memory, then on this device, then on the server's disk. */
export type Entry = {
  readonly update: Uint8Array;
  /** Its number in the device's log; nothing while only memory has it. */
  row: number | undefined;
  isOnServer: boolean;
};

/**
 * The edits of one open document that have not reached the server yet, and which frame of the present socket carries
 * which of them. Acks count frames; this turns them back into edits (C2).
 */
export class Entries {
  #waiting: Entry[] = [];
  #frames: Entry[][] = [];
  #ackedFrames = 0;

  get waiting(): readonly Entry[] {
    return this.#waiting;
  }

  countInMemory(): number {
    return this.#waiting.filter((entry) => entry.row === undefined && !entry.isOnServer).length;
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

  /** The first `n` frames are on the server's disk. Returns the edits this settles. */
  acked(n: number): Entry[] {
    const settled = new Set(this.#frames.slice(0, Math.max(0, n - this.#ackedFrames)).flat());
    this.#frames.splice(0, Math.max(0, n - this.#ackedFrames));
    this.#ackedFrames = Math.max(this.#ackedFrames, n);
    return this.#settle(settled);
  }

  /** Rows that another tab, or a push over HTTP, has brought to the server. */
  sentElsewhere(rows: Set<number>): void {
    this.#settle(new Set(this.#waiting.filter((entry) => entry.row !== undefined && rows.has(entry.row))));
  }

  #settle(settled: Set<Entry>): Entry[] {
    for (const entry of settled) entry.isOnServer = true;
    this.#waiting = this.#waiting.filter((entry) => !entry.isOnServer || entry.row === undefined);
    return [...settled];
  }

  /** The edit's row is known now. One that the server had first leaves the list with that. */
  stored(entry: Entry, row: number): void {
    entry.row = row;
    this.#waiting = this.#waiting.filter((other) => !other.isOnServer || other.row === undefined);
  }
}
