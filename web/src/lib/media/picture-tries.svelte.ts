const AGAIN_FIRST_MS = 4000;
const AGAIN_MAX_MS = 60_000;

/** Which picture could not be had: first not in the wanted size, then not at all. After a while it is asked for again. */
export class PictureTries {
  /** Offline, and never seen here; or its smaller form is not made yet; or the store of the house was away. */
  failedUrl = $state<string>();
  /** Offline there may be only one of the sizes. */
  failedSet = $state<string>();
  #pauseMs = AGAIN_FIRST_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  failed(still: string | undefined, set: string | undefined): void {
    if (set !== undefined && this.failedSet !== set) {
      this.failedSet = set;
      return;
    }
    this.failedUrl = still;
    this.#askLater();
  }

  #askLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!navigator.onLine) return this.#askLater();
      this.#pauseMs = Math.min(this.#pauseMs * 2, AGAIN_MAX_MS);
      this.failedUrl = undefined;
      this.failedSet = undefined;
    }, this.#pauseMs);
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
