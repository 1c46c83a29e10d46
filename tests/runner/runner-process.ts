import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

export type RunnerOptions = {
  serverUrl: string;
  tokenFile: string;
  dataDir: string;
  env?: Record<string, string>;
};

/** A real runner as a child process. Whoever starts it ends it, by its own id. */
export class RunnerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  log = '';

  constructor({ serverUrl, tokenFile, dataDir, env = {} }: RunnerOptions) {
    this.#child = spawn(process.execPath, ['runner/main.ts'], {
      cwd: ROOT,
      env: {
        ...process.env,
        RASKADR_SERVER: serverUrl,
        RASKADR_RUNNER_TOKEN_FILE: tokenFile,
        RASKADR_RUNNER_DATA: dataDir,
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const killWithUs = () => this.#child.kill('SIGKILL');
    process.once('exit', killWithUs);
    this.#ended = once(this.#child, 'close').finally(() => process.off('exit', killWithUs));
    this.#child.stderr?.on('data', (chunk) => {
      this.log = (this.log + chunk).slice(-500_000);
    });
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get code(): number | null {
    return this.#child.exitCode;
  }

  /** How often it has said this. */
  saidTimes(event: string): number {
    return this.log.split(`"event":"${event}"`).length - 1;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) this.#child.kill(signal);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.#ended;
  }

  async stop(): Promise<number | null> {
    this.signal('SIGTERM');
    await this.#ended;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
