import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import type { Dialect } from './dialect.ts';

const nothingKnown = Uint8Array.of(0);

export type RawClientOptions = {
  origin: string;
  doc: string;
  dialect: Dialect;
  headers?: Record<string, string>;
  stateVector?: Uint8Array;
  /** What this client has beyond the server's state vector; without it the server's question stays unanswered. */
  answer?: (stateVector: Uint8Array) => Uint8Array;
  onframe?: (frame: Buffer, atMs: number) => void;
  onupdate?: (update: Uint8Array) => void;
  /** `n` counts the acknowledged frames of this socket from 0. */
  onack?: (latencyMs: number, n: number) => void;
};

/** One socket on one document, speaking bytes: no Y.Doc, so that thousands fit in one load process. */
export class RawClient implements AsyncDisposable {
  readonly #options: RawClientOptions;
  readonly #socket: WebSocket;
  readonly #sentAtMs: number[] = [];
  readonly #synced = Promise.withResolvers<void>();
  readonly #waiting = new Set<() => void>();
  #step2Count = 0;
  #isLeaving = false;
  #acked = 0;
  /** The code and reason with which the server has ended the connection. */
  cutOffWith: string | undefined;

  private constructor(options: RawClientOptions) {
    this.#options = options;
    const { dialect, doc } = options;
    this.#socket = new WebSocket(`${options.origin.replace('http', 'ws')}${dialect.socketPath(doc)}`, {
      headers: options.headers,
      perMessageDeflate: false,
      skipUTF8Validation: true,
    });
    this.#socket.on('open', () => {
      for (const frame of dialect.greeting(doc)) this.#socket.send(frame);
      this.#socket.send(dialect.step1(doc, options.stateVector ?? nothingKnown));
    });
    this.#socket.on('message', (frame: Buffer) => this.#receive(frame));
    this.#socket.on('error', (error) => this.#synced.reject(error));
    this.#socket.on('close', (code, reason) => {
      if (!this.#isLeaving) this.cutOffWith = `${code} ${reason}`.trim();
      this.#synced.reject(new Error(`socket of ${doc} closed with ${code} ${reason}`));
    });
    this.#synced.promise.catch(() => undefined);
  }

  /** Resolves when the server has told everything it knows of the document. */
  static async open(options: RawClientOptions): Promise<RawClient> {
    const client = new RawClient(options);
    await client.#synced.promise;
    return client;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  get bytesRead(): number {
    return this.#tcp.bytesRead;
  }

  get acked(): number {
    return this.#acked;
  }

  get #tcp(): Socket {
    // `ws` does not publish its TCP socket in its types; bytes on the wire and a stalled reader need it.
    return (this.#socket as unknown as { _socket: Socket })._socket;
  }

  send(update: Uint8Array): void {
    this.#count();
    this.#socket.send(this.#options.dialect.update(this.#options.doc, update));
  }

  /** Every frame sent so far has been dealt with: acknowledged where there is an ack, else answered in order. */
  async settled(): Promise<void> {
    if (this.#options.dialect.acknowledges)
      return await this.#until(() => this.#acked >= this.#sentAtMs.length);
    const answers = this.#step2Count + 1;
    this.#socket.send(this.#options.dialect.step1(this.#options.doc, nothingKnown));
    await this.#until(() => this.#step2Count >= answers);
  }

  /** A reader that stops reading: the kernel's buffers fill, then the server's. */
  stall(): void {
    this.#tcp.pause();
  }

  /** Reads again after a stall: true when the server has ended the connection meanwhile. */
  async isCutOff(withinMs: number): Promise<boolean> {
    this.#tcp.resume();
    const waited = sleep(withinMs, false, { ref: false });
    return await Promise.race([this.closed().then(() => true), waited]);
  }

  async closed(): Promise<void> {
    if (this.#socket.readyState !== WebSocket.CLOSED) await once(this.#socket, 'close');
  }

  terminate(): void {
    this.#isLeaving = true;
    this.#socket.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.terminate();
    await this.closed();
  }

  #receive(frame: Buffer): void {
    const atMs = performance.now();
    this.#options.onframe?.(frame, atMs);
    const incoming = this.#options.dialect.read(frame);
    switch (incoming.kind) {
      case 'step1':
        this.#answer(incoming.stateVector);
        break;
      case 'step2':
        this.#step2Count += 1;
        this.#options.onupdate?.(incoming.update);
        this.#synced.resolve();
        this.#wake();
        break;
      case 'update':
        this.#options.onupdate?.(incoming.update);
        break;
      case 'ack':
        this.#acknowledge(incoming.total ?? this.#acked + 1, atMs);
    }
  }

  #answer(stateVector: Uint8Array): void {
    const update = this.#options.answer?.(stateVector);
    if (update === undefined) return;
    this.#count();
    this.#socket.send(this.#options.dialect.step2(this.#options.doc, update));
  }

  #count(): void {
    this.#sentAtMs.push(performance.now());
  }

  #acknowledge(total: number, atMs: number): void {
    for (; this.#acked < total; this.#acked += 1) {
      this.#options.onack?.(atMs - (this.#sentAtMs[this.#acked] ?? atMs), this.#acked);
    }
    this.#wake();
  }

  async #until(reached: () => boolean): Promise<void> {
    if (reached()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const check = (): void => (reached() ? resolve() : undefined);
    const lost = (): void => reject(new Error(`socket of ${this.#options.doc} closed before it had settled`));
    this.#waiting.add(check);
    this.#socket.once('close', lost);
    if (this.#socket.readyState === WebSocket.CLOSED) lost();
    await promise.finally(() => {
      this.#waiting.delete(check);
      this.#socket.off('close', lost);
    });
  }

  #wake(): void {
    for (const check of this.#waiting) check();
  }
}
