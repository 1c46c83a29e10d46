import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newUlid } from '../documents/ulid.ts';
import type { Dialect } from '../wire/dialect.ts';
import { hocuspocusDialect } from '../wire/hocuspocus-dialect.ts';
import { yWebsocketDialect } from '../wire/y-websocket-dialect.ts';
import { installPeer } from './install-peer.ts';
import type { ServerCommand } from './server-process.ts';
import { ServerProcess } from './server-process.ts';
import type { RunningSystem, System } from './system.ts';

type Peer = Pick<System, 'key' | 'store'> & { folder: string; dialect: Dialect; env: Record<string, string> };

export const yWebsocket = peerSystem({
  key: 'yWebsocket',
  store: null,
  folder: 'y-websocket',
  dialect: yWebsocketDialect,
  env: {},
});

export const hocuspocus = peerSystem({
  key: 'hocuspocus',
  store: 'file',
  folder: 'hocuspocus',
  dialect: hocuspocusDialect,
  env: {},
});

export const hocuspocusEager = peerSystem({
  key: 'hocuspocusEager',
  store: 'file',
  folder: 'hocuspocus',
  dialect: hocuspocusDialect,
  env: { HOCUSPOCUS_DEBOUNCE: '0' },
});

function peerSystem(peer: Peer): System {
  const cwd = fileURLToPath(new URL(`../peers/${peer.folder}`, import.meta.url));
  return {
    key: peer.key,
    store: peer.store,
    async start(dataFolder) {
      await installPeer(cwd);
      const command = {
        entry: join(cwd, 'server.mjs'),
        cwd,
        env: { ...peer.env, PORT: '0', BENCH_DATA: dataFolder },
      };
      return new RunningPeer({ peer, command, dataFolder, server: await ServerProcess.start(command) });
    },
  };
}

type RunningPeerOptions = { peer: Peer; command: ServerCommand; dataFolder: string; server: ServerProcess };

class RunningPeer implements RunningSystem {
  readonly key: Peer['key'];
  readonly store: Peer['store'];
  readonly dialect: Dialect;
  readonly dataFolder: string;
  readonly headers = {};
  readonly #command: ServerCommand;
  #server: ServerProcess;

  constructor({ peer, command, dataFolder, server }: RunningPeerOptions) {
    this.key = peer.key;
    this.store = peer.store;
    this.dialect = peer.dialect;
    this.dataFolder = dataFolder;
    this.#command = command;
    this.#server = server;
  }

  get process(): ServerProcess {
    return this.#server;
  }

  async newProject(): Promise<string> {
    return newUlid();
  }

  async restart(how: 'kill' | 'stop'): Promise<void> {
    const { port } = new URL(this.#server.origin);
    await this.#server[how]();
    const env = { ...this.#command.env, PORT: port };
    this.#server = await ServerProcess.start({ ...this.#command, env });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
  }
}
