import { once } from 'node:events';
import { createServer, type Server as HttpServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** Stands before the server as the next release would: the same answers, but a service worker of another version. */
export class UpdateProxy implements AsyncDisposable {
  readonly #target: URL;
  readonly #http: HttpServer;
  readonly #sockets = new Set<Socket>();
  /** Put after every version name in the worker; another suffix is another release. */
  suffix = '';
  /** What went through of media, in the order of the answers. */
  readonly media: { path: string; bytes: number }[] = [];

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#http = createServer((incoming, outgoing) => {
      const headers = { ...incoming.headers };
      const isWorker = incoming.url === '/service-worker.js';
      if (isWorker) for (const name of ['accept-encoding', 'if-none-match']) delete headers[name];
      const { hostname, port } = this.#target;
      const onward = request(
        { hostname, port, path: incoming.url, method: incoming.method, headers },
        (answer) => {
          if (!isWorker) {
            outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(outgoing);
            if (incoming.url?.startsWith('/media/')) this.#count(incoming.url, answer);
            return;
          }
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () => {
            const { 'content-length': _length, etag: _etag, ...rest } = answer.headers;
            outgoing.writeHead(answer.statusCode ?? 502, rest);
            outgoing.end(this.#nextRelease(Buffer.concat(parts).toString('utf8')));
          });
        },
      );
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    });
    this.#http.on('connection', (socket) => this.#keep(socket));
    this.#http.on('upgrade', (incoming, socket: Socket, head) => {
      const onward = connect(Number(this.#target.port), this.#target.hostname, () => {
        const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
        for (let n = 0; n < incoming.rawHeaders.length; n += 2) {
          lines.push(`${incoming.rawHeaders[n]}: ${incoming.rawHeaders[n + 1]}`);
        }
        onward.write(`${lines.join('\r\n')}\r\n\r\n`);
        onward.write(head);
        onward.pipe(socket).pipe(onward);
      });
      this.#keep(onward);
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
    });
  }

  static async before(target: string): Promise<UpdateProxy> {
    const proxy = new UpdateProxy(target);
    proxy.#http.listen(0, '127.0.0.1');
    await once(proxy.#http, 'listening');
    return proxy;
  }

  get url(): string {
    // `listen` on a port always answers with an address of this shape.
    const { port } = this.#http.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  #count(path: string, answer: IncomingMessage): void {
    const line = { path, bytes: 0 };
    this.media.push(line);
    answer.on('data', (part: Buffer) => {
      line.bytes += part.length;
    });
  }

  #nextRelease(worker: string): string {
    return worker.replace(/(\d+\.\d+\.\d+-[0-9a-f]{12})/g, `$1${this.suffix}`);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#http, 'close');
    this.#http.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
