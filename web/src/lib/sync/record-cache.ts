import type { AssetMutation } from '#shared/assets/asset-mutations.ts';
import { AssetRecord } from '#shared/assets/asset-record.ts';
import { overlayAssets, touchedAssets } from '#shared/assets/overlay-assets.ts';
import type { ProjectId } from '#shared/ids.ts';
import { JobRecord } from '#shared/jobs/job-record.ts';
import { ProjectBudget } from '#shared/jobs/project-budget.ts';
import { FilmMark, FilmPrompt, filmRecordKey } from '#shared/storyboard/film-records.ts';
import { projectFeed } from './feed-names.ts';
import type { LocalStore, RecordKey } from './local-store.ts';

/** What is read only when a page asks for it: there is one of these for every attempt, and words enough in them. */
export type ExtraKind = 'prompt' | 'mark';

const AT_ONCE = 1000;

/** Jobs and assets of one project as they stand on this device; what changed is read anew, never all of it. */
export class RecordCache {
  readonly #store: LocalStore;
  readonly #feed: string;
  readonly jobs = new Map<string, JobRecord>();
  /** By `<shot>:<id>`; empty until they are wanted. */
  readonly prompts = new Map<string, FilmPrompt>();
  readonly marks = new Map<string, FilmMark>();
  readonly #wanted = new Set<string>();
  readonly #told = new Map<string, AssetRecord>();
  #waiting: AssetMutation[] = [];
  #shown: ReadonlyMap<string, AssetRecord> | undefined;
  budget: ProjectBudget | undefined;
  #reading: Promise<void> = Promise.resolve();
  /** A feed that was never read says nothing about what is missing in it. */
  isKnown = false;

  constructor(store: LocalStore, project: ProjectId) {
    this.#store = store;
    this.#feed = projectFeed(project);
  }

  /** What the server has said, and over it what it has yet to hear of this device. */
  get assets(): ReadonlyMap<string, AssetRecord> {
    this.#shown ??= overlayAssets(this.#told, this.#waiting);
    return this.#shown;
  }

  /** Other mutations wait now: what left the outbox stands in the store, and is read together with the change. */
  wait(waiting: AssetMutation[]): Promise<void> {
    const ids = this.#waiting.flatMap((mutation) => touchedAssets(mutation).changed);
    const keys = ids.map((id) => ({ kind: 'asset', id }));
    this.#reading = this.#reading.then(async () => {
      if (keys.length > 0) this.#putSome(keys, await this.#store.getRecords(this.#feed, keys));
      this.#waiting = waiting;
      this.#shown = undefined;
    });
    return this.#reading;
  }

  /** Whether any of these kinds was not read before. */
  want(kinds: readonly ExtraKind[]): boolean {
    const fresh = kinds.filter((kind) => !this.#wanted.has(kind));
    for (const kind of fresh) {
      this.#wanted.add(kind);
      this.#reading = this.#reading.then(() => this.#readKind(kind));
    }
    return fresh.length > 0;
  }

  /** All that was asked for so far. */
  settled(): Promise<void> {
    return this.#reading;
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
    this.#told.clear();
    this.#shown = undefined;
    this.#put('budget', budgets[0]);
    await this.#putAll('asset', assets);
    await this.#putAll('job', jobs);
    this.#shown = undefined;
    for (const kind of this.#wanted) await this.#readKind(kind);
  }

  async #readKind(kind: string): Promise<void> {
    const values = await this.#store.listRecords(this.#feed, kind);
    if (kind === 'prompt') this.prompts.clear();
    else this.marks.clear();
    await this.#putAll(kind, values);
  }

  /** A film has tens of thousands of them: the page answers a hand in between. */
  async #putAll(kind: string, values: unknown[]): Promise<void> {
    for (const [n, value] of values.entries()) {
      if (n % AT_ONCE === AT_ONCE - 1) await new Promise((resume) => setTimeout(resume));
      this.#put(kind, value);
    }
  }

  async #readSome(changed: RecordKey[]): Promise<void> {
    this.isKnown = true;
    const keys = changed.filter(({ kind }) => !isExtra(kind) || this.#wanted.has(kind));
    this.#putSome(keys, await this.#store.getRecords(this.#feed, keys));
  }

  #putSome(keys: RecordKey[], values: unknown[]): void {
    this.#shown = undefined;
    for (const [n, { kind, id }] of keys.entries()) {
      const value = values[n];
      if (value !== undefined) this.#put(kind, value);
      else if (kind === 'job') this.jobs.delete(id);
      else if (kind === 'asset') this.#told.delete(id);
      else if (kind === 'prompt') this.prompts.delete(id);
      else if (kind === 'mark') this.marks.delete(id);
    }
  }

  /** What this version cannot read is passed over. */
  #put(kind: string, value: unknown): void {
    if (kind === 'job') {
      const job = JobRecord.safeParse(value);
      if (job.success) this.jobs.set(job.data.id, job.data);
    } else if (kind === 'asset') {
      const asset = AssetRecord.safeParse(value);
      if (asset.success) this.#told.set(asset.data.id, asset.data);
    } else if (kind === 'prompt') {
      const prompt = FilmPrompt.safeParse(value);
      if (prompt.success) this.prompts.set(filmRecordKey(prompt.data), prompt.data);
    } else if (kind === 'mark') {
      const mark = FilmMark.safeParse(value);
      if (mark.success) this.marks.set(filmRecordKey(mark.data), mark.data);
    } else if (kind === 'budget') this.budget = ProjectBudget.safeParse(value).data;
  }
}

function isExtra(kind: string): boolean {
  return kind === 'prompt' || kind === 'mark';
}

export async function findAssets(
  store: LocalStore,
  { project, ids, waiting }: { project: ProjectId; ids: string[]; waiting: AssetMutation[] },
): Promise<AssetRecord[]> {
  const needed = waiting.flatMap((mutation) => touchedAssets(mutation).needed);
  const found = await store.getRecords(
    projectFeed(project),
    [...new Set([...ids, ...needed])].map((id) => ({ kind: 'asset', id })),
  );
  const told = new Map<string, AssetRecord>();
  for (const value of found) {
    const asset = AssetRecord.safeParse(value);
    if (asset.success) told.set(asset.data.id, asset.data);
  }
  const shown = overlayAssets(told, waiting);
  return ids.flatMap((id) => shown.get(id) ?? []);
}
