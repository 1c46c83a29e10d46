import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '../..');
const START_TIMEOUT_MS = 20_000;

/** A real server process on a data folder of its own. It can be killed and started again on the same port. */
export class Server implements AsyncDisposable {
  readonly dataDir: string;
  readonly #env: Record<string, string>;
  url = '';
  setupLink = '';
  #process: ChildProcess | undefined;
  #port = 0;

  private constructor(dataDir: string, env: Record<string, string>) {
    this.dataDir = dataDir;
    this.#env = env;
  }

  static async start(env: Record<string, string> = {}): Promise<Server> {
    if (!existsSync(join(ROOT, 'build/app.html')))
      throw new Error('build/ is missing: npm run build makes it');
    const server = new Server(await mkdtemp(join(tmpdir(), 'raskadr-e2e-')), env);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['sync-server/main.ts'], {
      cwd: ROOT,
      env: {
        ...process.env,
        PORT: String(this.#port),
        HOST: '127.0.0.1',
        RASKADR_DATA: this.dataDir,
        RASKADR_DEMO: '0',
        // Its token only; a test that needs a runner starts one.
        RASKADR_RUNNER: '1',
        ...this.#env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    const complaints: string[] = [];
    child.stderr.on('data', (chunk) => complaints.push(String(chunk)));
    const deadline = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
    for await (const line of createInterface({ input: child.stdout })) {
      const [address] = /http:\/\/\S+/.exec(line) ?? [];
      if (!address) continue;
      if (address.includes('/setup#')) {
        this.setupLink = address;
        break;
      }
      this.url = new URL(address).origin;
      this.#port = Number(new URL(address).port);
      // The first start goes on to print the link; later ones end with the address.
      if (this.setupLink) break;
    }
    clearTimeout(deadline);
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`no server: ${complaints.join('')}`);
    child.stdout.resume();
  }

  /** SIGKILL: nothing is flushed, nobody is told. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
