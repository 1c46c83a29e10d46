import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pair } from '#runner/pair.ts';
import { findPairing } from '#runner/settings.ts';
import { RunnerProcess } from '../../runner/runner-process.ts';
import type { JobStudio } from './job-studio.ts';

/** A runner of another machine: paired by a code, on a folder of its own. */
export class SecondRunner implements AsyncDisposable {
  readonly #studio: JobStudio;
  readonly #folder: string;
  process: RunnerProcess;

  private constructor(studio: JobStudio, folder: string) {
    this.#studio = studio;
    this.#folder = folder;
    this.process = this.#start();
  }

  static async pair(studio: JobStudio): Promise<SecondRunner> {
    const folder = await mkdtemp(join(tmpdir(), 'raskadr-runner-'));
    const answer = await studio.studio.post('/api/runners/codes', {});
    const { code } = await answer.json();
    const env = { RASKADR_RUNNER_DATA: folder };
    const paired = await pair(env, { url: studio.studio.server.url, code, name: 'second' });
    const pairing = await findPairing(env);
    if (!paired.ok || !pairing) throw new Error(`not paired: ${JSON.stringify(paired)}`);
    await writeFile(join(folder, 'token'), pairing.token);
    return new SecondRunner(studio, folder);
  }

  get dataDir(): string {
    return this.#folder;
  }

  async restart(): Promise<void> {
    await this.process.kill();
    this.process = this.#start();
  }

  #start(): RunnerProcess {
    const serverUrl = this.#studio.studio.server.url;
    const env = { RASKADR_ALLOW_ORIGINS: this.#studio.providerUrl };
    return new RunnerProcess({
      serverUrl,
      tokenFile: join(this.#folder, 'token'),
      dataDir: this.#folder,
      env,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
