import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { raskadrDialect } from '../wire/raskadr-dialect.ts';
import type { ServerCommand } from './server-process.ts';
import { ServerProcess } from './server-process.ts';
import type { RunningSystem, System } from './system.ts';

const cwd = fileURLToPath(new URL('../../..', import.meta.url));
const account = { login: 'bench', password: 'bench-password-of-one-run' };
const setupLinkTimeoutMs = 10_000;
const Created = z.object({ id: z.string() });

export const ours: System = {
  key: 'ours',
  store: 'file',
  async start(dataFolder) {
    const command = {
      entry: 'sync-server/main.ts',
      cwd,
      env: { PORT: '0', HOST: '127.0.0.1', RASKADR_DATA: dataFolder, RASKADR_DEMO: '0', RASKADR_RUNNER: '0' },
    };
    const server = await ServerProcess.start(command);
    try {
      const cookie = await createFirstAccount(server);
      return new RunningOurs({ command, dataFolder, server, cookie });
    } catch (error) {
      await server.kill();
      throw error;
    }
  },
};

type RunningOursOptions = {
  command: ServerCommand;
  dataFolder: string;
  server: ServerProcess;
  cookie: string;
};

class RunningOurs implements RunningSystem {
  readonly key = 'ours';
  readonly store = 'file';
  readonly dialect = raskadrDialect;
  readonly dataFolder: string;
  readonly headers: { cookie: string };
  readonly #command: ServerCommand;
  #server: ServerProcess;

  constructor({ command, dataFolder, server, cookie }: RunningOursOptions) {
    this.dataFolder = dataFolder;
    this.headers = { cookie };
    this.#command = command;
    this.#server = server;
  }

  get process(): ServerProcess {
    return this.#server;
  }

  async newProject(): Promise<string> {
    const answer = await post({
      url: `${this.#server.origin}/api/projects`,
      body: { name: 'Замер' },
      headers: this.headers,
    });
    return Created.parse(await answer.json()).id;
  }

  async restart(how: 'kill' | 'stop'): Promise<void> {
    const { port } = new URL(this.#server.origin);
    await this.#server[how]();
    this.#server = await ServerProcess.start({ ...this.#command, env: { ...this.#command.env, PORT: port } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
  }
}

async function createFirstAccount(server: ServerProcess): Promise<string> {
  const code = await setupCode(server);
  const answer = await post({ url: `${server.origin}/api/setup`, body: { code, ...account }, headers: {} });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  if (cookies.length === 0) throw new Error('the setup answered without a session cookie');
  return cookies.join('; ');
}

async function setupCode(server: ServerProcess): Promise<string> {
  for (let waitedMs = 0; waitedMs < setupLinkTimeoutMs; waitedMs += 20) {
    const code = /\/setup#([^\s]+)/.exec(server.lines.join('\n'))?.[1];
    if (code !== undefined) return code;
    await sleep(20);
  }
  throw new Error('the server printed no setup link');
}

type Post = { url: string; body: unknown; headers: Record<string, string> };

async function post({ url, body, headers }: Post): Promise<Response> {
  const answer = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
  if (!answer.ok)
    throw new Error(`POST ${new URL(url).pathname} answered ${answer.status}: ${await answer.text()}`);
  return answer;
}
