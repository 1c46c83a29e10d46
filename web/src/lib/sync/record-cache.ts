import { AssetRecord } from '#shared/assets/asset-record.ts';
import type { ProjectId } from '#shared/ids.ts';
import { JobRecord } from '#shared/jobs/job-record.ts';
import { ProjectBudget } from '#shared/jobs/project-budget.ts';
import { projectFeed } from './feed-names.ts';
import type { LocalStore, RecordKey } from './local-store.ts';

/** Jobs and assets of one project as they stand on this device; what changed is read anew, never all of it. */
export class RecordCache {
  readonly #store: LocalStore;
  readonly #feed: string;
  readonly jobs = new Map<string, JobRecord>();
  readonly assets = new Map<string, AssetRecord>();
  budget: ProjectBudget | undefined;
  #reading: Promise<void> = Promise.resolve();
  /** A feed that was never read says nothing about what is missing in it. */
  isKnown = false;

  constructor(store: LocalStore, project: ProjectId) {
    this.#store = store;
    this.#feed = projectFeed(project);
  }

  /** After everything that was asked for before. No keys: everything. */
  read(keys: RecordKey[] = []): Promise<void> {
    this.#reading = this.#reading.then(() => (keys.length > 0 ? this.#readSome(keys) : this.#readAll()));
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    const [cursor, jobs, assets, budgets] = await Promise.all([
      this.#store.feedCursor(this.#feed),
      this.#store.listRecords(this.#feed, 'job'),
      this.#store.listRecords(this.#feed, 'asset'),
      this.#store.listRecords(this.#feed, 'budget'),
    ]);
    this.isKnown = cursor !== undefined && cursor.epoch !== '';
    this.jobs.clear();
    this.assets.clear();
    for (const value of jobs) this.#put('job', value);
    for (const value of assets) this.#put('asset', value);
    this.#put('budget', budgets[0]);
  }

  async #readSome(keys: RecordKey[]): Promise<void> {
    this.isKnown = true;
    const values = await this.#store.getRecords(this.#feed, keys);
    for (const [n, { kind, id }] of keys.entries()) {
      const value = values[n];
      if (value !== undefined) this.#put(kind, value);
      else if (kind === 'job') this.jobs.delete(id);
      else if (kind === 'asset') this.assets.delete(id);
    }
  }

  /** What this version cannot read is passed over. */
  #put(kind: string, value: unknown): void {
    if (kind === 'job') {
      const job = JobRecord.safeParse(value);
      if (job.success) this.jobs.set(job.data.id, job.data);
    } else if (kind === 'asset') {
      const asset = AssetRecord.safeParse(value);
      if (asset.success) this.assets.set(asset.data.id, asset.data);
    } else if (kind === 'budget') this.budget = ProjectBudget.safeParse(value).data;
  }
}

export async function findAssets(
  store: LocalStore,
  project: ProjectId,
  ids: string[],
): Promise<AssetRecord[]> {
  const found = await store.getRecords(
    projectFeed(project),
    ids.map((id) => ({ kind: 'asset', id })),
  );
  return found.flatMap((value) => {
    const asset = AssetRecord.safeParse(value);
    return asset.success ? [asset.data] : [];
  });
}
