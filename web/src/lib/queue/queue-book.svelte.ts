import { createSubscriber } from 'svelte/reactivity';
import type { ProjectRecords, SyncEngine } from '#lib/sync/engine.ts';
import type { OutboxItem } from '#lib/sync/local-store.ts';
import { isAboutJob, isHeld } from '#lib/sync/outbox.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { JobRecord } from '#shared/jobs/job-record.ts';
import { typicalMsByModel } from '#shared/jobs/queue-figures.ts';
import type { ProjectRecord } from '#shared/projects/project-record.ts';

export type Tab = 'now' | 'waiting' | 'done' | 'failed';

/** So many of what is over are shown; the rest is history of the boxes. */
const OVER_MAX = 200;

type Held = {
  unwatch: () => void;
  jobs: ReadonlyMap<string, JobRecord>;
  records: ProjectRecords | undefined;
};

/** The jobs of all projects of this person, as they stand on this device. */
export class QueueBook {
  readonly #engine: SyncEngine;
  readonly #held = new Map<ProjectId, Held>();
  readonly #unsubscribe: () => void;
  readonly #subscribe: () => void;
  jobs = $state.raw<JobRecord[]>([]);
  projects = $state.raw<ReadonlyMap<ProjectId, ProjectRecord>>(new Map());
  /** Something has been heard of each project. */
  isRead = $state(false);
  #rebuilding = false;

  constructor(engine: SyncEngine) {
    this.#engine = engine;
    this.#subscribe = createSubscriber((update) => engine.subscribe(update));
    this.#unsubscribe = engine.subscribe(() => this.#follow());
    this.#follow();
  }

  /** Projects come and go; each is watched once. */
  #follow(): void {
    const known = this.#engine.projects().filter(({ trashedAt }) => trashedAt === null);
    const ids = new Set(known.map(({ id }) => id));
    for (const [id, { unwatch }] of this.#held) {
      if (ids.has(id)) continue;
      unwatch();
      this.#held.delete(id);
    }
    for (const id of ids) {
      if (this.#held.has(id)) continue;
      const held: Held = { unwatch: () => {}, jobs: new Map(), records: undefined };
      this.#held.set(id, held);
      held.unwatch = this.#engine.watchRecords(id, (records, kinds) => {
        held.records = records;
        if (kinds.has('job')) held.jobs = records.jobs;
        this.#rebuild();
      });
    }
    if (
      known.length !== this.projects.size ||
      known.some((one) => this.projects.get(one.id)?.name !== one.name)
    )
      this.projects = new Map(known.map((project) => [project.id, project]));
    this.isRead = [...this.#held.values()].every(({ records }) => records !== undefined);
  }

  /** Changes of one moment make one new list. */
  #rebuild(): void {
    if (this.#rebuilding) return;
    this.#rebuilding = true;
    queueMicrotask(() => {
      this.#rebuilding = false;
      this.jobs = [...this.#held.values()].flatMap(({ jobs }) => [...jobs.values()]);
      this.isRead = [...this.#held.values()].every(({ records }) => records !== undefined);
    });
  }

  readonly tabs: Record<Tab, JobRecord[]> = $derived.by(() => {
    const tabs: Record<Tab, JobRecord[]> = { now: [], waiting: [], done: [], failed: [] };
    for (const job of this.jobs) {
      // Smaller forms of pictures are made by themselves; only their failures are a person's business.
      if (job.kind === 'rendition' && job.state !== 'dead') continue;
      tabs[tabOf(job)].push(job);
    }
    tabs.now.sort((a, b) => urgency(a) - urgency(b) || a.createdAt - b.createdAt);
    tabs.waiting.sort(
      (a, b) => b.priority - a.priority || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
    );
    for (const over of [tabs.done, tabs.failed]) {
      over.sort((a, b) => (b.endedAt ?? b.createdAt) - (a.endedAt ?? a.createdAt));
      over.length = Math.min(over.length, OVER_MAX);
    }
    return tabs;
  });
  readonly decisions: number = $derived(this.tabs.now.filter(({ state }) => state === 'needs_human').length);
  readonly running: number = $derived(this.tabs.now.length - this.decisions);
  readonly typicalMs: ReadonlyMap<string, number> = $derived(typicalMsByModel(this.jobs));

  /** Launches that this device has not brought to the server. */
  get unsent(): OutboxItem[] {
    this.#subscribe();
    return this.#engine.outbox().filter(({ mutation, fault }) => mutation.kind === 'job.create' && !fault);
  }

  get held(): OutboxItem[] {
    return this.unsent.filter(isHeld);
  }

  /** What the server would not do. */
  get refused(): OutboxItem[] {
    this.#subscribe();
    return this.#engine.outbox().filter((item) => item.fault !== undefined && isAboutJob(item));
  }

  findAsset(project: ProjectId, id: string | null): AssetRecord | undefined {
    return id === null ? undefined : this.#held.get(project)?.records?.assets.get(id);
  }

  close(): void {
    this.#unsubscribe();
    for (const { unwatch } of this.#held.values()) unwatch();
    this.#held.clear();
  }
}

function tabOf({ state }: JobRecord): Tab {
  switch (state) {
    case 'ready':
      return 'waiting';
    case 'leased':
    case 'waiting':
    case 'needs_human':
      return 'now';
    case 'dead':
      return 'failed';
    case 'done':
    case 'cancelled':
      return 'done';
  }
}

/** What waits for a person comes before what goes on by itself. */
function urgency({ state }: JobRecord): number {
  return state === 'needs_human' ? 0 : 1;
}
