import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `before`: it never arrives. `after`: it arrives, and its answer does not. `during`: nothing happens to it. */
export type Moment = 'before' | 'after' | 'during';

type Trap = { path: RegExp; when: Moment; spring: () => void };

/** A line between two programs over HTTP that can be cut, or lose one answer and tell of it. */
export class Line implements AsyncDisposable {
  readonly #target: () => string;
  readonly #server = createServer((ask, answer) => this.#pass(ask, answer));
  #trap: Trap | undefined;
  isCut = false;
  url = '';

  private constructor(target: () => string) {
    this.#target = target;
  }

  static async to(target: () => string): Promise<Line> {
    const line = new Line(target);
    await new Promise<void>((done) => line.#server.listen(0, '127.0.0.1', done));
    // A server that listens on TCP has such an address.
    line.url = `http://127.0.0.1:${(line.#server.address() as AddressInfo).port}`;
    return line;
  }

  /** The next request there loses itself or its answer; `spring` is told at that moment. */
  setTrap(path: RegExp, when: Moment, spring: () => void): void {
    this.#trap = { path, when, spring };
  }

  /** From now on nothing gets through, nor back. */
  cut(): void {
    this.isCut = true;
    this.#server.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  #pass(ask: IncomingMessage, answer: ServerResponse): void {
    if (this.isCut) return void ask.socket.destroy();
    const trap = this.#trap?.path.test(`${ask.method} ${ask.url}`) ? this.#trap : undefined;
    if (trap) this.#trap = undefined;
    if (trap?.when === 'before') {
      trap.spring();
      return void ask.socket.destroy();
    }
    if (trap?.when === 'during') trap.spring();
    // A connection that waits may be closed by the other end at the very moment it is used again.
    const options = { method: ask.method, headers: ask.headers, agent: false } as const;
    const onward = request(this.#target() + ask.url, options, (came) => {
      if (trap?.when === 'after') {
        trap.spring();
        came.resume();
        return void ask.socket.destroy();
      }
      answer.writeHead(came.statusCode ?? 502, came.headers);
      came.pipe(answer);
    });
    onward.on('error', () => ask.socket.destroy());
    answer.on('close', () => onward.destroy());
    ask.pipe(onward);
  }
}
