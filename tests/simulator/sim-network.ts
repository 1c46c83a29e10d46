import * as Y from 'yjs';
import type { SocketLike } from '#lib/sync/counting-socket.ts';
import type { Connection } from '#server/documents/connection.ts';
import type { Socket } from '#server/documents/socket.ts';
import { decodeFrame } from '#shared/sync/wire.ts';
import type { Dice } from './dice.ts';
import type { SimServer } from './sim-server.ts';

/** A deliberate bug in what the server's sockets send. */
export type SocketBug = (socket: Socket) => Socket;

/** One device's way to the server: slow, cut at any moment, silent about what got through. */
export class SimNetwork {
  readonly #server: SimServer;
  readonly #dice: Dice;
  readonly #socketBug: SocketBug | undefined;
  readonly #lines = new Set<SimLine>();
  readonly #violations: string[];
  isOnline = true;
  lossy = true;

  constructor(
    server: SimServer,
    options: { dice: Dice; violations: string[]; socketBug: SocketBug | undefined },
  ) {
    this.#server = server;
    this.#dice = options.dice;
    this.#violations = options.violations;
    this.#socketBug = options.socketBug;
    server.onDeath.add(() => this.cutAll());
  }

  openSocket(url: string): SocketLike {
    const line = new SimLine({
      url,
      server: this.#server,
      dice: this.#dice,
      violations: this.#violations,
      socketBug: this.#socketBug,
      isOnline: () => this.isOnline,
    });
    this.#lines.add(line);
    return line.client;
  }

  cutAll(): void {
    for (const line of this.#lines) line.cut();
    this.#lines.clear();
  }

  /** A server that dies with a request in its hands drops the connection. */
  async #ask(url: string, init: RequestInit | undefined): Promise<Response> {
    let onDeath = () => {};
    const death = new Promise<never>((_, reject) => {
      onDeath = () => reject(new TypeError('the connection was reset'));
      this.#server.onDeath.add(onDeath);
    });
    try {
      return await Promise.race([this.#server.request(url, init), death]);
    } finally {
      this.#server.onDeath.delete(onDeath);
    }
  }

  async fetch(url: string, init?: RequestInit): Promise<Response> {
    const delay = () => new Promise((resolve) => setTimeout(resolve, this.#dice.whole(1, 60)));
    await delay();
    const { life } = this.#server;
    if (!this.isOnline) throw new TypeError('offline');
    if (this.lossy && this.#dice.chance(0.05)) throw new TypeError('the request was lost');
    // A request may arrive twice; the answer the client sees is the second one's.
    if (this.lossy && this.#dice.chance(0.05)) await this.#ask(url, init);
    const response = await this.#ask(url, init);
    await delay();
    if (this.lossy && this.#dice.chance(0.08)) throw new TypeError('the answer was lost');
    if (life !== this.#server.life || !this.isOnline) throw new TypeError('the server died');
    return response;
  }
}

type LineOptions = {
  url: string;
  server: SimServer;
  dice: Dice;
  violations: string[];
  socketBug: SocketBug | undefined;
  isOnline: () => boolean;
};

/** One websocket. Each direction keeps its order; a cut loses what is under way. */
class SimLine {
  readonly client: SocketLike & { readyState: number };
  readonly #options: LineOptions;
  readonly #life: number;
  #connection: Connection | undefined;
  #isCut = false;
  #lastUpMs = 0;
  #lastDownMs = 0;
  #paused: Uint8Array[] | undefined;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#life = options.server.life;
    this.client = {
      binaryType: 'arraybuffer',
      readyState: 0,
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: (bytes) => this.#up(Uint8Array.from(bytes)),
      close: () => this.cut(),
    };
    this.#later('up', () => {
      this.#open().catch((error: unknown) =>
        this.#options.violations.push(`the client threw: ${String(error)}`),
      );
    });
  }

  get #isAlive(): boolean {
    const { server, isOnline } = this.#options;
    return !this.#isCut && server.isUp && server.life === this.#life && isOnline();
  }

  async #open(): Promise<void> {
    if (!this.#isAlive) return this.#closeClient(1006, '');
    const { server, url, socketBug } = this.#options;
    const socket = this.#serverSide();
    const doc = decodeURIComponent(url.slice(url.indexOf('/y/') + 3).split('?')[0] ?? '');
    const accepted = await server.connect(doc, socketBug ? socketBug(socket) : socket);
    if (this.#isCut) {
      if ('detach' in accepted) accepted.detach();
      return;
    }
    if ('code' in accepted) return this.#closeClient(accepted.code, accepted.reason);
    this.#connection = accepted;
    this.client.readyState = 1;
    this.client.onopen?.(new Event('open'));
  }

  #serverSide(): Socket {
    return {
      send: (bytes) => {
        this.#assertDurable(bytes);
        const copy = Uint8Array.from(bytes);
        this.#later('down', () => {
          if (this.client.readyState === 1)
            this.client.onmessage?.(new MessageEvent('message', { data: copy.buffer }));
        });
      },
      close: (code, reason) => this.#later('down', () => this.#closeClient(code, reason)),
      bufferedBytes: () => 0,
      pause: () => {
        this.#paused ??= [];
      },
      resume: () => {
        const held = this.#paused ?? [];
        this.#paused = undefined;
        for (const bytes of held) this.#connection?.receive(bytes);
      },
    };
  }

  /** S1: nobody is shown what is not on the disk. */
  #assertDurable(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    if (frame.type !== 'update' && frame.type !== 'step2') return;
    const doc = this.#options.url.slice(this.#options.url.indexOf('/y/') + 3).split('?')[0] ?? '';
    if (!this.#options.server.disk.holds(doc, frame.payload)) {
      this.#options.violations.push(`S1: ${frame.type} of ${doc} was sent before it was on disk`);
    }
    Y.decodeUpdate(frame.payload);
  }

  #up(bytes: Uint8Array): void {
    this.#later('up', () => {
      if (!this.#isAlive) return;
      if (this.#paused) this.#paused.push(bytes);
      else this.#connection?.receive(bytes);
    });
  }

  #later(direction: 'up' | 'down', run: () => void): void {
    const dueMs = Date.now() + this.#options.dice.whole(1, 40);
    const atMs = direction === 'up' ? Math.max(dueMs, this.#lastUpMs) : Math.max(dueMs, this.#lastDownMs);
    if (direction === 'up') this.#lastUpMs = atMs;
    else this.#lastDownMs = atMs;
    setTimeout(() => {
      if (!this.#isCut) run();
    }, atMs - Date.now());
  }

  #closeClient(code: number, reason: string): void {
    if (this.client.readyState === 3) return;
    this.#isCut = true;
    this.#connection?.detach();
    this.client.readyState = 3;
    this.client.onclose?.(new CloseEvent('close', { code, reason }));
  }

  cut(): void {
    if (this.#isCut && this.client.readyState === 3) return;
    this.#isCut = true;
    // The two ends learn of it at different times.
    const { dice } = this.#options;
    setTimeout(() => this.#connection?.detach(), dice.whole(1, 3000));
    setTimeout(() => this.#closeClient(1006, ''), dice.whole(1, 300));
  }
}
