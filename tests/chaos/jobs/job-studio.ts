import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'libsql';
import { AssetRecord } from '#shared/assets/asset-record.ts';
import { JobRecord } from '#shared/jobs/job-record.ts';
import { FeedAnswer } from '#shared/sync/feed.ts';
import { definitionOf } from '../../fakes/provider.ts';
import { RunnerProcess } from '../../runner/runner-process.ts';
import { newUlid, Studio } from '../studio.ts';

type Recovery = 'key' | 'lookup' | 'none';
export const PRICE = { amount: 1_000_000, currency: 'RUB' };

export const RECOVERIES: Recovery[] = ['key', 'lookup', 'none'];
const FREE = { amount: 0, currency: 'RUB' };

/** A real server with runners beside it, and models of a provider for each way to learn what became of a call. */
export class JobStudio implements AsyncDisposable {
  readonly studio: Studio;
  readonly shot = newUlid();
  runner: RunnerProcess | undefined;
  providerUrl = '';

  private constructor(studio: Studio) {
    this.studio = studio;
  }

  static async create(providerUrl?: string, env: Record<string, string> = {}): Promise<JobStudio> {
    const studio = new JobStudio(
      await Studio.create({ env: { RASKADR_RUNNER: '1', RASKADR_DEMO: '0', ...env } }),
    );
    if (providerUrl) await studio.#addModels(providerUrl);
    return studio;
  }

  get runnerDir(): string {
    return join(this.studio.dataDir, 'runner');
  }

  /** Another process under the same key and on the same folder. */
  startRunner(env: Record<string, string> = {}): RunnerProcess {
    this.runner = new RunnerProcess({
      serverUrl: this.studio.server.url,
      tokenFile: join(this.studio.dataDir, 'runner-token'),
      dataDir: this.runnerDir,
      env: { RASKADR_ALLOW_ORIGINS: this.providerUrl, ...env },
    });
    return this.runner;
  }

  async mutate(...mutations: { kind: string; [key: string]: unknown }[]) {
    const bodies = mutations.map((mutation) => ({
      id: newUlid(),
      project: this.studio.project,
      ...mutation,
    }));
    const answer = await this.studio.post('/api/mutations', bodies);
    const { results } = await answer.json();
    for (const result of results) if (!result.ok) throw new Error(JSON.stringify(result));
  }

  async ask(model: string, text: string, params: Record<string, unknown> = {}): Promise<string> {
    const job = newUlid();
    const { shot } = this;
    const work = {
      kind: 'generate',
      project: this.studio.project,
      shot,
      prompt: newUlid(),
      take: newUlid(),
      model,
      text,
      params,
    };
    const agreed = model.startsWith('imitation/') ? FREE : PRICE;
    await this.mutate({ kind: 'job.create', job, work, priority: 'interactive', agreed });
    return job;
  }

  /** What the pages would know by now. */
  async records(): Promise<{ jobs: Map<string, JobRecord>; assets: AssetRecord[] }> {
    const jobs = new Map<string, JobRecord>();
    const assets = new Map<string, AssetRecord>();
    for (let since = 0, more = true; more; ) {
      const answer = await this.studio.get(`/api/projects/${this.studio.project}/feed?since=${since}`);
      const page = FeedAnswer.parse(await answer.json());
      for (const { kind, id, value } of page.rows) {
        if (kind === 'job' && value) jobs.set(id, JobRecord.parse(value));
        if (kind === 'asset' && value) assets.set(id, AssetRecord.parse(value));
      }
      ({ seq: since, more } = page);
    }
    return { jobs, assets: [...assets.values()] };
  }

  /** Whether nothing is at work or waits for its turn, the previews that no page is told of included. */
  async isQuiet(): Promise<boolean> {
    const database = new Database(join(this.studio.dataDir, 'raskadr.db'), { readonly: true });
    const open = database
      .prepare("SELECT id FROM jobs WHERE ended_at IS NULL AND state <> 'needs_human' LIMIT 1")
      .all();
    database.close();
    return open.length === 0 && (await this.isSpoolEmpty());
  }

  async isSpoolEmpty(...others: string[]): Promise<boolean> {
    for (const folder of [this.runnerDir, ...others]) {
      const names = await readdir(join(folder, 'spool')).catch((): string[] => []);
      if (names.some((name) => name !== 'refused')) return false;
    }
    return true;
  }

  async #addModels(providerUrl: string): Promise<void> {
    this.providerUrl = providerUrl;
    await this.studio.server.kill();
    const database = new Database(join(this.studio.dataDir, 'raskadr.db'));
    const schema = JSON.stringify({
      type: 'object',
      properties: { prompt: { type: 'string', 'x-role': 'prompt' }, seconds: { type: 'number', default: 4 } },
    });
    const price = JSON.stringify({ ...PRICE, per: 'call', source: 'a test' });
    for (const recovery of RECOVERIES) {
      const id = `fake-${recovery}`;
      const definition = JSON.stringify(definitionOf(recovery));
      database
        .prepare(
          'INSERT INTO providers (id, name, adapter, recovery, needs_key, definition, position) VALUES (?, ?, ?, ?, 0, ?, 9)',
        )
        .run(id, id, 'http', recovery, definition);
      database
        .prepare('INSERT INTO accounts (id, provider, name, base_url) VALUES (?, ?, ?, ?)')
        .run(id, id, id, providerUrl);
      database
        .prepare(
          'INSERT INTO models (id, provider, account, name, purpose, schema, price, position) VALUES (?, ?, ?, ?, ?, ?, ?, 9)',
        )
        .run(`${id}/still`, id, id, id, 'image', schema, price);
    }
    database.close();
    await this.studio.restart();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runner?.kill();
    await this.studio[Symbol.asyncDispose]();
  }
}
