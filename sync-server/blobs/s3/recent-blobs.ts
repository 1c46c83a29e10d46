import type { Blob, Sha256 } from '../blob-store.ts';

type Known = Blob & { changedAtMs: number };

const KEPT_MAX = 20_000;
/** Nobody but this server writes there; yet a person may, and is believed after so long. */
const BELIEVED_MS = 5 * 60_000;

/**
 * What the store said lately, so that a page of pictures or a seek in a video asks it once; and what was brought, which
 * counts as new though the object, which was there already, is old.
 */
export class RecentBlobs {
  readonly #known = new Map<Sha256, { blob: Known; atMs: number }>();
  readonly #broughtAtMs = new Map<Sha256, number>();
  #forgotten = 0;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  find(sha256: Sha256): Known | undefined {
    const known = this.#known.get(sha256);
    return known && this.#nowMs() - known.atMs < BELIEVED_MS ? known.blob : undefined;
  }

  /** Changes whenever something is forgotten: an answer from before that is not to be remembered. */
  get era(): number {
    return this.#forgotten;
  }

  seen({ sha256, sizeBytes, changedAtMs }: Known, era = this.era): Known {
    const at = Math.max(changedAtMs, this.#broughtAtMs.get(sha256) ?? 0);
    const blob = { sha256, sizeBytes, changedAtMs: at };
    if (era === this.era) keep(this.#known, sha256, { blob, atMs: this.#nowMs() });
    return blob;
  }

  brought({ sha256, sizeBytes }: Blob): void {
    keep(this.#broughtAtMs, sha256, this.#nowMs());
    this.seen({ sha256, sizeBytes, changedAtMs: 0 });
  }

  forget(sha256: Sha256): void {
    this.#forgotten++;
    this.#known.delete(sha256);
    this.#broughtAtMs.delete(sha256);
  }
}

function keep<Value>(map: Map<Sha256, Value>, sha256: Sha256, value: Value): void {
  map.delete(sha256);
  map.set(sha256, value);
  for (const oldest of map.keys()) {
    if (map.size <= KEPT_MAX) return;
    map.delete(oldest);
  }
}
