const KEY = 'raskadr.last-answer';
/** Every saved edit is an answer; the minute is all that anybody is told. */
const STORE_EVERY_MS = 10_000;

/** When the server has last answered this device, kept over a reload without a net. */
export class LastAnswer {
  #atMs = readStored();
  #storedAtMs = this.#atMs ?? 0;

  get atMs(): number | undefined {
    return this.#atMs;
  }

  heard(atMs: number): void {
    this.#atMs = atMs;
    if (Math.abs(atMs - this.#storedAtMs) >= STORE_EVERY_MS) this.store();
  }

  store(): void {
    if (this.#atMs === undefined || this.#atMs === this.#storedAtMs) return;
    this.#storedAtMs = this.#atMs;
    localStorage.setItem(KEY, String(this.#atMs));
  }
}

function readStored(): number | undefined {
  const atMs = Number(localStorage.getItem(KEY) ?? Number.NaN);
  return Number.isFinite(atMs) && atMs > 0 ? atMs : undefined;
}
