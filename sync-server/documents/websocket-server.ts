import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { FRAME_MAX_BYTES } from '#shared/documents/limits.ts';
import { CLOSE } from '#shared/sync/close-codes.ts';
import type { Principal } from '../auth/principal.ts';
import type { Core } from '../core.ts';
import { type Admission, admit } from './admit.ts';
import type { Connection } from './connection.ts';
import { DamagedDocError } from './doc-log.ts';
import type { Socket } from './socket.ts';

const PING_EVERY_MS = 10_000;
const DEAD_AFTER_MS = 25_000;
const CUT_AFTER_MS = 1000;
const SOCKETS_MAX = 8000;
/** An awareness update of nobody. A stock client that hears nothing for 30 s believes the line dead. */
const KEEP_ALIVE = new Uint8Array([1, 1, 0]);

export type UpgradePorts = {
  core: Core;
  authenticate(request: IncomingMessage): Promise<Principal | undefined>;
  isForeign(request: IncomingMessage): boolean;
};

type Upgrade = { request: IncomingMessage; stream: Duplex; head: Buffer };
type Refusal = Extract<Admission, { refuse: unknown }>;
type Line = { connection: Connection; heardAtMs: number };

/** `/y/<doc>`: the y-websocket protocol on the server's own port. */
export class DocumentSockets {
  readonly #ports: UpgradePorts;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_MAX_BYTES + 1024,
    perMessageDeflate: false,
  });
  readonly #lines = new Map<WebSocket, Line>();
  readonly #pulse: NodeJS.Timeout;
  #isStopping = false;

  constructor(ports: UpgradePorts) {
    this.#ports = ports;
    this.#pulse = setInterval(() => this.#beat(), PING_EVERY_MS);
  }

  async upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    stream.on('error', () => stream.destroy());
    const target = targetOf(request.url ?? '');
    if (!target) return refuseUpgrade(stream, '404 Not Found');
    if (this.#ports.isForeign(request)) return refuseUpgrade(stream, '403 Forbidden');
    if (this.#isStopping || this.#lines.size >= SOCKETS_MAX)
      return refuseUpgrade(stream, '503 Service Unavailable');
    try {
      await this.#accept({ request, stream, head }, target);
    } catch (error) {
      this.#ports.core.log.error('upgrade_failed', {
        reason: error instanceof Error ? error.message : String(error),
      });
      refuseUpgrade(stream, '500 Internal Server Error');
    }
  }

  /** A client may say whose edits it brings: another person may have signed in on that browser meanwhile. */
  async #admit(request: IncomingMessage, { doc, query }: Target): Promise<Admission> {
    const principal = await this.#ports.authenticate(request);
    const isSomebodyElse = query.has('user') && query.get('user') !== principal?.user;
    return admit(this.#ports.core.database, isSomebodyElse ? undefined : principal, doc);
  }

  /** A browser cannot read the status of a refused upgrade, so the refusal is told as a close code. */
  async #accept(upgrade: Upgrade, target: Target): Promise<void> {
    const admission = await this.#admit(upgrade.request, target);
    if ('refuse' in admission) {
      this.#turnAway(upgrade, admission);
      return;
    }
    const { name } = admission;
    try {
      // The room is read before the handshake ends: no frame can arrive that nobody is ready to take.
      const { rooms } = this.#ports.core;
      await rooms.use(name, async (room) => {
        // Reading it takes a while, and rights may have changed meanwhile. From here to the joining nothing is waited for.
        const latest = await this.#admit(upgrade.request, target);
        if ('refuse' in latest) {
          this.#turnAway(upgrade, latest);
          return;
        }
        const options = { caller: latest.caller, wantsAcks: target.query.get('ack') === '1' };
        this.#handshake(upgrade, (webSocket) => {
          this.#listen(webSocket, rooms.join(room, socketOf(webSocket), options));
        });
      });
    } catch (error) {
      if (!(error instanceof DamagedDocError)) throw error;
      this.#ports.core.log.error('doc_damaged', { doc: name, reason: error.message });
      this.#turnAway(upgrade, { refuse: CLOSE.damagedDocument, reason: 'document_damaged' });
    }
  }

  #turnAway(upgrade: Upgrade, { refuse, reason }: Refusal): void {
    this.#handshake(upgrade, (webSocket) => socketOf(webSocket).close(refuse, reason));
  }

  #handshake({ request, stream, head }: Upgrade, then: (webSocket: WebSocket) => void): void {
    if (stream.destroyed) return;
    if (this.#isStopping) {
      refuseUpgrade(stream, '503 Service Unavailable');
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (webSocket) => {
      // `ws` says why in a close frame (1009: a frame is too large), which needs a moment to get out. What the other
      // side still sends meanwhile stays in the pipe.
      webSocket.on('error', () => {
        setImmediate(() => webSocket.pause());
        setTimeout(() => webSocket.terminate(), CUT_AFTER_MS).unref();
      });
      then(webSocket);
    });
  }

  #listen(webSocket: WebSocket, connection: Connection): void {
    const line: Line = { connection, heardAtMs: Date.now() };
    this.#lines.set(webSocket, line);
    webSocket.on('message', (data, isBinary) => {
      line.heardAtMs = Date.now();
      if (isBinary) connection.receive(bytesOf(data));
      else connection.close(CLOSE.badFrame, 'text frame');
    });
    webSocket.on('pong', () => {
      line.heardAtMs = Date.now();
    });
    webSocket.on('close', () => {
      this.#lines.delete(webSocket);
      connection.detach();
    });
  }

  #beat(): void {
    const now = Date.now();
    for (const [webSocket, line] of this.#lines) {
      if (now - line.heardAtMs > DEAD_AFTER_MS) {
        webSocket.terminate();
        continue;
      }
      webSocket.ping();
      line.connection.send(KEEP_ALIVE);
    }
  }

  /** Nobody joins any more. Who is here already is sent away by the rooms. */
  stopAccepting(): void {
    this.#isStopping = true;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#pulse);
    for (const webSocket of this.#lines.keys()) webSocket.terminate();
    this.#server.close();
  }
}

function socketOf(webSocket: WebSocket): Socket {
  return {
    send: (bytes) => webSocket.send(bytes),
    close: (code, reason) => {
      webSocket.close(code, reason);
      setTimeout(() => webSocket.terminate(), CUT_AFTER_MS).unref();
    },
    bufferedBytes: () => webSocket.bufferedAmount,
    pause: () => webSocket.pause(),
    resume: () => webSocket.resume(),
  };
}

function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

type Target = { doc: string; query: URLSearchParams };

/** Cut by hand: what a stranger writes into a request line is often no address at all. */
function targetOf(requestUrl: string): Target | undefined {
  const [path = '', query] = requestUrl.split('?', 2);
  if (!path.startsWith('/y/')) return undefined;
  return { doc: decodeURIComponentOrNothing(path.slice('/y/'.length)), query: new URLSearchParams(query) };
}

function decodeURIComponentOrNothing(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function refuseUpgrade(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
