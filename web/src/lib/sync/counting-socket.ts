import { decodeFrame } from '#shared/sync/wire.ts';

/** The part of a WebSocket that the y-websocket client uses. */
export type SocketLike = {
  binaryType: string;
  readonly readyState: number;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
};

export type OpenSocket = (url: string) => SocketLike;

/**
 * Stands between the stock client and the wire. It reports every content frame that leaves, in order, and holds back
 * live updates until the answer to the handshake has gone out: that answer covers them, and sent before it they
 * would reach the server with a gap.
 */
export function countingSocket(
  openSocket: OpenSocket,
  onContent: (type: 'step2' | 'update') => void,
): typeof WebSocket {
  class CountingSocket {
    static readonly OPEN = 1;
    readonly OPEN = 1;
    readonly #socket: SocketLike;
    #hasAnswered = false;

    constructor(url: string | URL) {
      this.#socket = openSocket(String(url));
    }

    set binaryType(type: string) {
      this.#socket.binaryType = type;
    }

    get readyState(): number {
      return this.#socket.readyState;
    }

    set onopen(handler: SocketLike['onopen']) {
      this.#socket.onopen = handler;
    }

    set onmessage(handler: SocketLike['onmessage']) {
      this.#socket.onmessage = handler;
    }

    set onclose(handler: SocketLike['onclose']) {
      this.#socket.onclose = handler;
    }

    set onerror(handler: SocketLike['onerror']) {
      this.#socket.onerror = handler;
    }

    send(bytes: Uint8Array<ArrayBuffer>): void {
      const { type } = decodeFrame(bytes);
      if (type === 'update' && !this.#hasAnswered) return;
      if (type === 'step2') this.#hasAnswered = true;
      if (type === 'step2' || type === 'update') onContent(type);
      this.#socket.send(bytes);
    }

    close(): void {
      this.#socket.close();
    }
  }
  // The provider asks for the whole browser class but uses what stands above.
  return CountingSocket as unknown as typeof WebSocket;
}
