import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Heard = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: Buffer;
};

export type Reply = { status?: number; headers?: Record<string, string>; body: unknown };

/**
 * What goes wrong with one request. An answer of its own: nothing is done. `dead`, `silent`: nothing is done and nobody
 * answers. `lost`, `cut`, `page`, `garbled`: it is done, and no answer, half of it, a page or nonsense comes back.
 */
export type Mishap = Reply | 'dead' | 'silent' | 'lost' | 'cut' | 'page' | 'garbled';

/** What was taken money for. */
export type Charged = { prompt: string };

/** A provider over HTTP that keeps what it was asked and what it took money for. What it does is the handler's. */
export class FakeHost implements AsyncDisposable {
  readonly heard: Heard[] = [];
  readonly invoice: Charged[] = [];
  readonly #mishaps: { path: RegExp; mishap: Mishap; isForEver: boolean }[] = [];
  readonly #handle: (heard: Heard, host: FakeHost) => Reply | Promise<Reply>;
  readonly #server = createServer((ask, answer) => void this.#answer(ask, answer));
  /** What its answers call it; a line before it has an address of its own. */
  url = '';

  private constructor(handle: (heard: Heard, host: FakeHost) => Reply | Promise<Reply>) {
    this.#handle = handle;
  }

  static async start(handle: (heard: Heard, host: FakeHost) => Reply | Promise<Reply>): Promise<FakeHost> {
    const host = new FakeHost(handle);
    await new Promise<void>((done) => host.#server.listen(0, '127.0.0.1', done));
    // A server that listens on TCP has such an address.
    host.url = `http://127.0.0.1:${(host.#server.address() as AddressInfo).port}`;
    return host;
  }

  /** The next request there, `POST /v1/tasks`, comes to grief. */
  spoil(path: RegExp, mishap: Mishap): void {
    this.#mishaps.push({ path, mishap, isForEver: false });
  }

  /** And so does every one after it. */
  spoilAll(path: RegExp, mishap: Mishap): void {
    this.#mishaps.push({ path, mishap, isForEver: true });
  }

  asked(path: RegExp): Heard[] {
    return this.heard.filter((one) => path.test(`${one.method} ${one.path}`));
  }

  charge(prompt: string): void {
    this.invoice.push({ prompt });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  async #answer(ask: IncomingMessage, answer: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of ask) chunks.push(chunk);
    const { pathname: path, searchParams: query } = new URL(ask.url ?? '/', this.url);
    const headers = Object.fromEntries(
      Object.entries(ask.headers).map(([name, value]) => [name, `${value}`]),
    );
    const heard = { method: ask.method ?? '', path, query, headers, body: Buffer.concat(chunks) };
    this.heard.push(heard);
    const mishap = this.#takeMishap(`${heard.method} ${path}`);
    if (mishap === 'silent') return;
    if (mishap === 'dead') return void ask.socket.destroy();
    const reply = typeof mishap === 'object' ? mishap : await this.#handle(heard, this);
    if (mishap === 'lost') return void ask.socket.destroy();
    if (mishap === 'page') return send(answer, { body: '<html>Bad gateway</html>' });
    if (mishap === 'garbled') return send(answer, { body: { nothing: 'of use' } });
    if (mishap !== 'cut') return send(answer, reply);
    const bytes = bytesOf(reply);
    answer.writeHead(reply.status ?? 200, { ...typeOf(reply), 'content-length': String(bytes.length) });
    answer.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
    setImmediate(() => ask.socket.destroy());
  }

  #takeMishap(line: string): Mishap | undefined {
    const index = this.#mishaps.findIndex(({ path }) => path.test(line));
    const found = this.#mishaps[index];
    if (found && !found.isForEver) this.#mishaps.splice(index, 1);
    return found?.mishap;
  }
}

function send(answer: ServerResponse, reply: Reply): void {
  const bytes = bytesOf(reply);
  answer
    .writeHead(reply.status ?? 200, {
      ...typeOf(reply),
      'content-length': String(bytes.length),
      ...reply.headers,
    })
    .end(bytes);
}

function bytesOf({ body }: Reply): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? null));
}

function typeOf({ body }: Reply): Record<string, string> {
  if (Buffer.isBuffer(body)) return { 'content-type': 'application/octet-stream' };
  return { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json' };
}

/** The body as JSON. */
export function jsonOf({ body }: Heard): Record<string, unknown> {
  return JSON.parse(body.toString());
}
