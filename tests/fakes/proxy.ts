import { once } from 'node:events';
import { createServer as createHttp, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const LOGIN = 'анна';
export const PROXY_PASSWORD = 'слово:с двоеточием';

type ProxyScheme = 'http' | 'https' | 'socks5';
type Certificate = { key: string; cert: string };

/** A proxy of either kind that lets in who knows the word, and keeps where it was asked to go. */
export class FakeProxy implements AsyncDisposable {
  readonly asked: string[] = [];
  /** What went through it towards the other side. */
  readonly passed: Buffer[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #scheme: ProxyScheme;

  private constructor(scheme: ProxyScheme, certificate: Certificate | undefined) {
    this.#scheme = scheme;
    this.#server =
      scheme !== 'socks5'
        ? this.#http(certificate)
        : createServer((socket) => void this.#socks(socket).catch(() => socket.destroy()));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
    });
  }

  /** With a certificate it speaks TLS itself. */
  static async start(scheme: ProxyScheme, certificate?: Certificate): Promise<FakeProxy> {
    const proxy = new FakeProxy(scheme, certificate);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** Connections that nobody has let go of yet. */
  get open(): number {
    return [...this.#sockets].filter(({ closed }) => !closed).length;
  }

  url(password = PROXY_PASSWORD): string {
    // A server that listens on TCP has such an address.
    const { port } = this.#server.address() as AddressInfo;
    return `${this.#scheme}://${encodeURIComponent(LOGIN)}:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  #http(certificate: Certificate | undefined): Server {
    const refuse = (_: unknown, response: ServerResponse) => void response.writeHead(400).end();
    const server = certificate ? createHttps(certificate, refuse) : createHttp(refuse);
    const wanted = `Basic ${Buffer.from(`${LOGIN}:${PROXY_PASSWORD}`).toString('base64')}`;
    server.on('connect', (request, socket: Socket) => {
      this.#sockets.add(socket);
      if (request.headers['proxy-authorization'] !== wanted)
        return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      const { hostname, port } = new URL(`http://${request.url}`);
      this.asked.push(`${hostname}:${port}`);
      const far = connect({ host: hostname, port: Number(port) }, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        far.pipe(socket);
        this.#carry(socket, far);
      });
      far.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
      socket.on('error', () => far.destroy());
    });
    return server;
  }

  #carry(socket: Socket, far: Socket): void {
    socket.on('data', (chunk) => this.passed.push(Buffer.from(chunk)));
    socket.pipe(far);
    this.#sockets.add(far);
    socket.on('close', () => far.destroy());
  }

  async #socks(socket: Socket): Promise<void> {
    const ways = await this.#take(socket, (await this.#take(socket, 2))[1] ?? 0);
    if (!ways.includes(2)) return void socket.end(Buffer.from([5, 255]));
    socket.write(Buffer.from([5, 2]));
    const word = async () => (await this.#take(socket, (await this.#take(socket, 1))[0] ?? 0)).toString();
    await this.#take(socket, 1);
    const [login, password] = [await word(), await word()];
    const isRight = login === LOGIN && password === PROXY_PASSWORD;
    socket.write(Buffer.from([1, isRight ? 0 : 1]));
    if (!isRight) return void socket.end();
    const [, , , kind] = await this.#take(socket, 4);
    const address = await this.#take(socket, kind === 1 ? 4 : 16);
    const port = (await this.#take(socket, 2)).readUInt16BE();
    const host = kind === 1 ? address.join('.') : (address.toString('hex').match(/.{4}/g) ?? []).join(':');
    this.asked.push(`${host}:${port}`);
    const far = connect({ host, port }, () => {
      socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      far.pipe(socket);
      this.#carry(socket, far);
    });
    far.on('error', () => socket.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])));
    socket.on('error', () => far.destroy());
  }

  async #take(socket: Socket, count: number): Promise<Buffer> {
    for (;;) {
      const chunk: unknown = count === 0 ? Buffer.alloc(0) : socket.read(count);
      if (Buffer.isBuffer(chunk)) return chunk;
      await once(socket, 'readable');
    }
  }
}
