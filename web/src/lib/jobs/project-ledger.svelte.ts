import { createSubscriber } from 'svelte/reactivity';
import type { ProjectRecords, SyncEngine } from '#lib/sync/engine.ts';
import type { OutboxItem } from '#lib/sync/local-store.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { JobRecord } from '#shared/jobs/job-record.ts';
import type { ProjectBudget } from '#shared/jobs/project-budget.ts';

/** Jobs, assets and money of one project for a page, kept current. */
export class ProjectLedger {
  jobs = $state.raw<ReadonlyMap<string, JobRecord>>(new Map());
  assets = $state.raw<ReadonlyMap<string, AssetRecord>>(new Map());
  budget = $state.raw<ProjectBudget>();
  isKnown = $state(false);
  /** What stands on this device has been read. */
  isRead = $state(false);
  readonly #engine: SyncEngine;
  readonly #unwatch: () => void;
  readonly #subscribe: () => void;

  constructor(engine: SyncEngine, project: ProjectId) {
    this.#engine = engine;
    this.#subscribe = createSubscriber((update) => engine.subscribe(update));
    this.#unwatch = engine.watchRecords(project, (records, kinds) => this.#read(records, kinds));
  }

  #read(records: ProjectRecords, kinds: ReadonlySet<string>): void {
    // The engine goes on writing into its own maps.
    if (kinds.has('job')) this.jobs = new Map(records.jobs);
    if (kinds.has('asset')) this.assets = new Map(records.assets);
    if (kinds.has('budget')) this.budget = records.budget;
    this.isKnown = records.isKnown;
    this.isRead = true;
  }

  find(id: string | null): AssetRecord | undefined {
    return id === null ? undefined : this.assets.get(id);
  }

  get outbox(): OutboxItem[] {
    this.#subscribe();
    return this.#engine.outbox();
  }

  close(): void {
    this.#unwatch();
  }
}
