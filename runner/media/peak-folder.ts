import { PEAKS_MAX_COLUMNS, type Peaks } from '#shared/media/peaks.ts';

/** Folds samples of 16 bits into columns while they come, without knowing how many will come. */
export class PeakFolder {
  readonly #rate: number;
  readonly #min = new Int16Array(PEAKS_MAX_COLUMNS);
  readonly #max = new Int16Array(PEAKS_MAX_COLUMNS);
  #perColumn = 1;
  #samples = 0;
  /** Half a sample that a piece ended with. */
  #rest: number | undefined;

  constructor(rate: number) {
    this.#rate = rate;
  }

  get durationMs(): number {
    return Math.round((this.#samples / this.#rate) * 1000);
  }

  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#rest === undefined) this.#rest = byte;
      else {
        this.#addSample(((byte << 24) >> 16) | this.#rest);
        this.#rest = undefined;
      }
    }
  }

  peaks(): Peaks {
    const columns = Math.ceil(this.#samples / this.#perColumn);
    const brief = (values: Int16Array) => Int8Array.from(values.subarray(0, columns), (value) => value >> 8);
    return { durationMs: this.durationMs, min: brief(this.#min), max: brief(this.#max) };
  }

  #addSample(sample: number): void {
    if (this.#samples === this.#perColumn * PEAKS_MAX_COLUMNS) this.#halve();
    const column = Math.floor(this.#samples / this.#perColumn);
    const isFirst = this.#samples % this.#perColumn === 0;
    this.#samples++;
    if (isFirst || sample < (this.#min[column] ?? 0)) this.#min[column] = sample;
    if (isFirst || sample > (this.#max[column] ?? 0)) this.#max[column] = sample;
  }

  /** Two columns become one. */
  #halve(): void {
    const half = PEAKS_MAX_COLUMNS / 2;
    for (let column = 0; column < half; column++) {
      const [left, right] = [column * 2, column * 2 + 1];
      this.#min[column] = Math.min(this.#min[left] ?? 0, this.#min[right] ?? 0);
      this.#max[column] = Math.max(this.#max[left] ?? 0, this.#max[right] ?? 0);
    }
    this.#perColumn *= 2;
  }
}
