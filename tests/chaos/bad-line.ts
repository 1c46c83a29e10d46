import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const TRICKLE_BYTES = 200;
const TRICKLE_EVERY_MS = 10;

type Line = { client: Socket; server: Socket };

/** A bad network between clients and a server: cuts in the middle of a frame, swallows everything, or trickles. */
export class BadLine implements AsyncDisposable {
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #lines = new Set<Line>();
  #cutNext = false;
  isBlackHole = false;
  isSlow = false;
  cuts = 0;

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
    this.#server = createServer((client) => this.#join(client));
  }

  static async to(targetPort: number): Promise<BadLine> {
    const line = new BadLine(targetPort);
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Half of the next piece from a client still arrives, then its connection is gone. */
  cutMidFrame(): void {
    this.#cutNext = true;
  }

  cutAll(): void {
    for (const line of [...this.#lines]) this.#end(line);
  }

  #join(client: Socket): void {
    const server = connect(this.#targetPort, '127.0.0.1');
    const line = { client, server };
    this.#lines.add(line);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.#end(line));
      socket.on('close', () => this.#end(line));
    }
    client.on('data', (chunk) => this.#pass(line, chunk, server));
    server.on('data', (chunk) => this.#pass(line, chunk, client));
  }

  #pass(line: Line, chunk: Buffer, to: Socket): void {
    if (this.isBlackHole) return;
    if (this.#cutNext && to === line.server) {
      this.#cutNext = false;
      this.cuts++;
      to.write(chunk.subarray(0, Math.ceil(chunk.byteLength / 2)), () => this.#end(line));
      return;
    }
    if (this.isSlow || queues.has(to)) void trickle(chunk, to);
    else to.write(chunk);
  }

  #end(line: Line): void {
    if (!this.#lines.delete(line)) return;
    line.client.destroy();
    line.server.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cutAll();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

const queues = new WeakMap<Socket, Promise<void>>();

/** Pieces of one direction keep their order, and what comes after them waits for them. */
async function trickle(chunk: Buffer, to: Socket): Promise<void> {
  const before = queues.get(to);
  const after = writeSlowly(chunk, to, before);
  queues.set(to, after);
  await after;
  if (queues.get(to) === after) queues.delete(to);
}

async function writeSlowly(chunk: Buffer, to: Socket, before: Promise<void> | undefined): Promise<void> {
  await before;
  for (let at = 0; at < chunk.byteLength && !to.destroyed; at += TRICKLE_BYTES) {
    to.write(chunk.subarray(at, at + TRICKLE_BYTES));
    await new Promise((resolve) => setTimeout(resolve, TRICKLE_EVERY_MS));
  }
}
