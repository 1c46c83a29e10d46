import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import { eachMarker, markerOf } from '../load/marker.ts';
import { openDoc } from '../load/seed.ts';
import { percentile } from '../report/statistics.ts';
import type { RunningSystem } from '../servers/system.ts';
import { RawClient } from '../wire/raw-client.ts';

const readerCount = 5;
const windowChunks = 8;
const patienceMs = 20_000;

export type FloodSize = { totalBytes: number; chunkBytes: number };

/**
 * One writer pushes large values through one key, so that the document stays small while the wire does not; healthy
 * readers take them all. The writer keeps a few chunks on the way, as fast as the readers get them.
 */
export class Flood implements AsyncDisposable {
  readonly #writer: RawClient;
  readonly #readers: RawClient[] = [];
  readonly #doc = new Y.Doc();
  readonly #sentAtMs: number[] = [];
  readonly #received = new Array<number>(readerCount).fill(0);
  #latenciesMs: number[] = [];

  private constructor(writer: RawClient) {
    this.#writer = writer;
    this.#doc.on('update', (update: Uint8Array) => writer.send(update));
  }

  static async open(system: RunningSystem, doc: string): Promise<Flood> {
    const flood = new Flood(await openDoc(system, doc));
    const { dialect, headers } = system;
    for (let reader = 0; reader < readerCount; reader += 1) {
      const onframe = (frame: Buffer, atMs: number): void => flood.#receive(reader, frame, atMs);
      flood.#readers.push(
        await RawClient.open({ origin: system.process.origin, doc, dialect, headers, onframe }),
      );
    }
    return flood;
  }

  /** Returns the p99 of the deliveries to the healthy readers. */
  async run({ totalBytes, chunkBytes }: FloodSize): Promise<number | null> {
    this.#latenciesMs = [];
    const filler = 'x'.repeat(chunkBytes);
    for (let sent = 0; sent < totalBytes; sent += chunkBytes) {
      await this.#atMostOnTheWay(windowChunks - 1);
      const n = this.#sentAtMs.length;
      this.#sentAtMs.push(performance.now());
      this.#doc.getMap('params').set('bulk', markerOf(0, n) + filler);
    }
    await this.#atMostOnTheWay(0);
    return percentile(this.#latenciesMs, 99);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of [this.#writer, ...this.#readers]) await client[Symbol.asyncDispose]();
    this.#doc.destroy();
  }

  #receive(reader: number, frame: Buffer, atMs: number): void {
    eachMarker(frame, (_writer, n) => {
      this.#received[reader] = n + 1;
      this.#latenciesMs.push(atMs - (this.#sentAtMs[n] ?? atMs));
    });
  }

  async #atMostOnTheWay(count: number): Promise<void> {
    const givenUpAtMs = performance.now() + patienceMs;
    while (this.#sentAtMs.length - Math.min(...this.#received) > count) {
      if (performance.now() > givenUpAtMs) throw new Error('the flood has stopped arriving');
      await sleep(1);
    }
  }
}
