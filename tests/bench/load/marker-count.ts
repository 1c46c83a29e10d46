import { eachMarker } from './marker.ts';

/** How often each marker stands in these bytes: once is right, never is lost, more is doubled. */
export class MarkerCount {
  readonly #times = new Map<number, number>();
  readonly #perWriter: number;

  constructor(bytes: Uint8Array, perWriter: number) {
    this.#perWriter = perWriter;
    eachMarker(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), (writer, n) => {
      const marker = writer * perWriter + n;
      this.#times.set(marker, (this.#times.get(marker) ?? 0) + 1);
    });
  }

  has(writer: number, n: number): boolean {
    return this.#times.has(writer * this.#perWriter + n);
  }

  get doubled(): number {
    return [...this.#times.values()].filter((times) => times > 1).length;
  }
}
