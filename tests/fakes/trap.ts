import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';

/** Listens on this machine where nobody should ever come, and counts who does. */
export class TrapServer implements AsyncDisposable {
  readonly #servers: Server[];
  connections = 0;
  readonly port: number;

  private constructor(servers: Server[], port: number) {
    this.#servers = servers;
    this.port = port;
    for (const server of servers)
      server.on('connection', (socket) => {
        this.connections++;
        socket.destroy();
      });
  }

  static async start(): Promise<TrapServer> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    // A server that listens on TCP has such an address.
    const { port } = server.address() as AddressInfo;
    const six = createServer();
    const isSix = await new Promise<boolean>((done) => {
      six.once('error', () => done(false));
      six.listen(port, '::1', () => done(true));
    });
    return new TrapServer(isSix ? [server, six] : [server], port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) await new Promise<void>((done) => server.close(() => done()));
  }
}
