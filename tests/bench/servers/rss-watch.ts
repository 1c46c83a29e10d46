import type { ServerProcess } from './server-process.ts';

const everyMs = 20;

/** The highest resident size of a server while this object lives; `using` ends the watching. */
export class RssWatch implements Disposable {
  readonly #server: ServerProcess;
  readonly #timer: NodeJS.Timeout;
  peakBytes: number;

  constructor(server: ServerProcess) {
    this.#server = server;
    this.peakBytes = server.rssBytes;
    this.#timer = setInterval(() => this.#sample(), everyMs);
  }

  #sample(): void {
    if (this.#server.isRunning) this.peakBytes = Math.max(this.peakBytes, this.#server.rssBytes || 0);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
