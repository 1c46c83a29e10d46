import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { configOf } from '#server/config.ts';
import { silentLog, systemClock, systemRandom } from '#server/ports.ts';
import { type ServerPorts, startServer } from '#server/server.ts';
import { type DocName, docNameOf } from '#shared/documents/doc-name.ts';
import { ProjectId } from '#shared/ids.ts';

const PASSWORD = 'синий кит на берегу';

/** A whole server in this process on a folder of its own, with its first user signed in. */
export async function aServer(ports: Partial<ServerPorts> = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-server-'));
  const config = configOf({ PORT: '0', RASKADR_DATA: folder, RASKADR_DEMO: '0' });
  const running = await startServer(config, {
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    ...ports,
  });
  onTestFinished(async () => {
    await running[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const server = new TestServer(running.url, folder);
  await server.post('/api/setup', { code: running.setupCode, login: 'анна', password: PASSWORD });
  return server;
}

export class TestServer {
  readonly url: string;
  readonly folder: string;
  cookie = '';

  constructor(url: string, folder: string) {
    this.url = url;
    this.folder = folder;
  }

  async post(path: string, body: unknown): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: this.cookie },
      body: JSON.stringify(body),
    });
    const [set] = response.headers.getSetCookie();
    if (set) this.cookie = set.split(';')[0] ?? '';
    return response;
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers: { cookie: this.cookie } });
  }

  send(path: string, body: Uint8Array): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', cookie: this.cookie },
      body: new Uint8Array(body),
    });
  }

  async aProject(name = 'Фильм'): Promise<{ project: ProjectId; index: DocName }> {
    const made = ProjectId.parse((await (await this.post('/api/projects', { name })).json()).id);
    return { project: made, index: docNameOf({ kind: 'index', project: made }) };
  }

  socketClass(headers: Record<string, string> = {}): typeof globalThis.WebSocket {
    const { cookie } = this;
    class WithCookie extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols, { headers: { cookie, ...headers } });
      }
    }
    // The stock client needs of it only what both have.
    return WithCookie as unknown as typeof globalThis.WebSocket;
  }

  /** The stock y-websocket client, as anybody would use it. */
  stockClient(
    doc: DocName | string,
    params: Record<string, string> = {},
  ): { doc: Y.Doc; provider: WebsocketProvider } {
    const ydoc = new Y.Doc();
    const provider = new WebsocketProvider(`${this.url.replace('http', 'ws')}/y`, doc, ydoc, {
      WebSocketPolyfill: this.socketClass(),
      disableBc: true,
      params,
    });
    onTestFinished(() => {
      provider.destroy();
      provider.awareness.destroy();
    });
    return { doc: ydoc, provider };
  }

  /** A bare socket: what it receives and how it ends. */
  rawSocket(path: string, headers: Record<string, string> = {}): RawSocket {
    return new RawSocket(`${this.url.replace('http', 'ws')}${path}`, { cookie: this.cookie, ...headers });
  }
}

export class RawSocket {
  readonly socket: WebSocket;
  readonly received: Uint8Array[] = [];
  readonly opened: Promise<void>;
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(url: string, headers: Record<string, string>) {
    this.socket = new WebSocket(url, { headers });
    this.socket.on('message', (data: Buffer) => this.received.push(new Uint8Array(data)));
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    this.opened.catch(() => {});
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    onTestFinished(() => this.socket.terminate());
  }
}

/** Waits for a condition, asking at every turn of the loop. */
export async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`${what} never came`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
