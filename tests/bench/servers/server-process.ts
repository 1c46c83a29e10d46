import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const startTimeoutMs = 30_000;
const stopTimeoutMs = 8_000;
const clockTicksPerSecond = 100;
const probe = fileURLToPath(new URL('./probe.mjs', import.meta.url));

const Inside = z.object({
  loopDelayP99Ms: z.number(),
  loopDelayMaxMs: z.number(),
  heapBytes: z.number(),
  externalBytes: z.number(),
});
type Inside = z.infer<typeof Inside>;

export type ServerCommand = { entry: string; cwd: string; env: Record<string, string> };

/** A server under test as a child process; it ends with this object, by its own id. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly lines: string[] = [];
  #address: string | undefined;
  #complaints = '';

  private constructor({ entry, cwd, env }: ServerCommand) {
    this.#child = spawn(process.execPath, [...profilerFlags(), '--expose-gc', '--import', probe, entry], {
      cwd,
      env: { ...inheritedEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    process.once('exit', this.#killNow);
    this.#child.stderr?.on('data', (chunk) => {
      this.#complaints = (this.#complaints + chunk).slice(-4_000);
    });
  }

  static async start(command: ServerCommand): Promise<ServerProcess> {
    const server = new ServerProcess(command);
    try {
      await Promise.race([server.#announced(), server.#ended(), timeout(startTimeoutMs)]);
      if (server.#address === undefined)
        throw new Error(`${command.entry} did not start:\n${server.complaints}`);
      return server;
    } catch (error) {
      await server.kill();
      throw error;
    }
  }

  get origin(): string {
    if (this.#address === undefined) throw new Error('the server has printed no address');
    return this.#address;
  }

  get complaints(): string {
    return this.#complaints;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get rssBytes(): number {
    return statusKb(this.#procFile('status'), 'VmRSS') * 1024;
  }

  /** User and system time of the whole process, its threads included. */
  get cpuS(): number {
    return cpuOf(this.#procFile('stat'));
  }

  /** The same with the processes that it has started. */
  get familyCpuS(): number {
    const children = this.#procFile(`task/${this.#child.pid}/children`).split(' ').filter(Boolean);
    return children.reduce((sum, pid) => sum + cpuOf(textOf(`/proc/${pid}/stat`)), this.cpuS);
  }

  async resetLoopDelay(): Promise<void> {
    await this.#ask('reset');
  }

  async readInside(): Promise<Inside> {
    return await this.#ask('read');
  }

  async collectGarbage(): Promise<Inside> {
    return await this.#ask('collect');
  }

  async kill(): Promise<void> {
    if (this.isRunning) this.#child.kill('SIGKILL');
    await this.#ended();
  }

  /** A graceful stop, so that debounced stores and compaction get their chance. */
  async stop(): Promise<void> {
    if (this.isRunning) this.#child.kill('SIGTERM');
    await Promise.race([this.#ended(), sleep(stopTimeoutMs, undefined, { ref: false })]);
    await this.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  readonly #killNow = (): void => {
    if (this.isRunning) this.#child.kill('SIGKILL');
  };

  async #announced(): Promise<void> {
    if (this.#child.stdout === null) throw new Error('the server has no output');
    const { promise, resolve } = Promise.withResolvers<void>();
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.lines.push(line);
      this.#address ??= /https?:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (this.#address !== undefined) resolve();
    });
    await promise;
  }

  async #ended(): Promise<void> {
    if (this.isRunning) await once(this.#child, 'exit');
    process.removeListener('exit', this.#killNow);
  }

  async #ask(bench: 'reset' | 'read' | 'collect'): Promise<Inside> {
    const answer = once(this.#child, 'message');
    this.#child.send({ bench });
    const [message] = await answer;
    return Inside.parse(message);
  }

  #procFile(name: string): string {
    return textOf(`/proc/${this.#child.pid}/${name}`);
  }
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function cpuOf(stat: string): number {
  const fields = stat.split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond;
}

function statusKb(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN);
}

/** `BENCH_CPU_PROFILE=<folder>` makes every server write a .cpuprofile when it stops. */
function profilerFlags(): string[] {
  const folder = process.env.BENCH_CPU_PROFILE;
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

/** Settings of the person who runs the bench must not change what is measured. */
function inheritedEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG'].map((name) => [name, process.env[name] ?? ''] as const);
  return Object.fromEntries(kept.filter(([, value]) => value !== ''));
}

async function timeout(ms: number): Promise<never> {
  await sleep(ms, undefined, { ref: false });
  throw new Error(`no address within ${ms} ms`);
}
