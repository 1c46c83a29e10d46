import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '..');
const CLOCK_TICK_MS = 10;
const START_TIMEOUT_MS = 20_000;

export type ServerOptions = {
  dataDir: string;
  /** The program to run; the shipped one unless told. */
  entry?: string;
  env?: Record<string, string>;
  port?: number;
};

export type Ending = { code: number | null; signal: NodeJS.Signals | null; ms: number };

/** A real server as a child process. Whoever starts it ends it, by its own id. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  url = '';
  setupCode: string | undefined;
  stdout = '';
  stderr = '';

  private constructor({ dataDir, entry = 'sync-server/main.ts', env = {}, port = 0 }: ServerOptions) {
    this.#child = spawn(process.execPath, [entry], {
      cwd: ROOT,
      env: {
        ...process.env,
        PORT: String(port),
        HOST: '127.0.0.1',
        RASKADR_DATA: dataDir,
        RASKADR_DEMO: '0',
        RASKADR_RUNNER: '0',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const killWithUs = () => this.#child.kill('SIGKILL');
    process.once('exit', killWithUs);
    this.#ended = once(this.#child, 'close').then(() => {
      process.off('exit', killWithUs);
    });
    this.#child.on('error', () => {});
    this.#child.stderr?.on('data', (chunk) => {
      this.stderr = (this.stderr + chunk).slice(-200_000);
    });
  }

  /** Resolves when the server takes requests; throws what it said when it ended instead. */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    const announced = server.#announced();
    const timer = setTimeout(() => server.signal('SIGKILL'), START_TIMEOUT_MS);
    await Promise.race([announced, server.#ended]);
    clearTimeout(timer);
    if (!server.url) throw new Error(`the server did not start: ${server.stdout}${server.stderr}`);
    return server;
  }

  /** Runs a server that is expected to refuse its start. */
  static async runToEnd(options: ServerOptions, timeoutMs = START_TIMEOUT_MS) {
    const server = new ServerProcess(options);
    void server.#announced();
    const timer = setTimeout(() => server.signal('SIGKILL'), timeoutMs);
    const ending = await server.ending();
    clearTimeout(timer);
    return { ...ending, stdout: server.stdout, stderr: server.stderr };
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the server has no process');
    return this.#child.pid;
  }

  /** User and system time of the whole process so far. */
  get cpuMs(): number {
    const fields = readFileSync(`/proc/${this.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) this.#child.kill(signal);
  }

  /** A word to an entry of a test; the shipped program listens to none. */
  async send(message: object): Promise<void> {
    const answer = once(this.#child, 'message');
    this.#child.send(message);
    await answer;
  }

  async ending(): Promise<Ending> {
    const startedMs = performance.now();
    await this.#ended;
    const { exitCode, signalCode } = this.#child;
    return { code: exitCode, signal: signalCode, ms: performance.now() - startedMs };
  }

  /** SIGKILL: nothing is flushed, nobody is told. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.#ended;
  }

  /** SIGTERM, and how it ended. */
  async stop(): Promise<Ending> {
    this.signal('SIGTERM');
    return this.ending();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #announced(): Promise<void> {
    if (!this.#child.stdout) throw new Error('the server has no output');
    const { promise, resolve: announce } = Promise.withResolvers<void>();
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.stdout += `${line}\n`;
      const [address] = /https?:\/\/\S+/.exec(line) ?? [];
      if (!address) return;
      // The setup link comes in the same write, right after the address.
      if (address.includes('/setup#')) this.setupCode = address.split('#')[1];
      else this.url = new URL(address).origin;
      setImmediate(announce);
    });
    await promise;
  }
}
