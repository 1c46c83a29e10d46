import { eachMarker } from './marker.ts';

export type DeliveriesSize = { clients: number; writers: number; perWriter: number; warmUp: number };

/** Which client has seen which marker, and how long each took. The first `warmUp` of every writer do not count. */
export class Deliveries {
  readonly latenciesMs: number[] = [];
  readonly ackLatenciesMs: number[] = [];
  readonly #size: DeliveriesSize;
  readonly #seen: Uint8Array;
  readonly #sentAtMs: Float64Array;
  #distinct = 0;

  constructor(size: DeliveriesSize) {
    this.#size = size;
    this.#seen = new Uint8Array(size.clients * size.writers * size.perWriter);
    this.#sentAtMs = new Float64Array(size.writers * size.perWriter);
  }

  /** Every marker reaches every client but its writer. */
  get expected(): number {
    return this.#size.writers * this.#size.perWriter * (this.#size.clients - 1);
  }

  get delivered(): number {
    return this.#distinct;
  }

  sent(writer: number, n: number): void {
    this.#sentAtMs[writer * this.#size.perWriter + n] = performance.now();
  }

  /** Clients are numbered with the writers first. */
  receive(client: number, frame: Buffer, atMs: number): void {
    eachMarker(frame, (writer, n) => {
      if (writer === client || writer >= this.#size.writers || n >= this.#size.perWriter) return;
      const marker = writer * this.#size.perWriter + n;
      const place = client * this.#size.writers * this.#size.perWriter + marker;
      if (this.#seen[place] === 1) return;
      this.#seen[place] = 1;
      this.#distinct += 1;
      if (n >= this.#size.warmUp) this.latenciesMs.push(atMs - (this.#sentAtMs[marker] ?? atMs));
    });
  }
}
