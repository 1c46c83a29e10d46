import { createSubscriber } from 'svelte/reactivity';
import type { SyncEngine, UnsentItem } from '#lib/sync/engine.ts';
import { docAddressOf } from '#shared/documents/doc-name.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { ProjectRecord } from '#shared/projects/project-record.ts';
import { summaryOf } from './project-summary.ts';

type Summary = Pick<ProjectRecord, 'name' | 'shots' | 'ready' | 'covers'>;

/** The projects of this device, kept current by the engine; what the server has not heard of yet is in them. */
export class ProjectList {
  readonly #engine: SyncEngine;
  readonly #subscribe: () => void;
  /** Of projects whose index has edits that the server lacks: as this device knows them. */
  #ahead = $state.raw(new Map<ProjectId, Summary>());
  /** Rows and mutations of each project that wait for the server. */
  #unsent = $state.raw(new Map<ProjectId, number>());
  #reading: Promise<void> | undefined;
  #isStale = false;

  constructor(engine: SyncEngine) {
    this.#engine = engine;
    this.#subscribe = createSubscriber((update) => {
      void this.#read();
      return engine.subscribe(() => {
        update();
        void this.#read();
      });
    });
  }

  get all(): ProjectRecord[] {
    this.#subscribe();
    return this.#engine.projects().map((project) => ({ ...project, ...this.#ahead.get(project.id) }));
  }

  countUnsent(project: ProjectId): number {
    return this.#unsent.get(project) ?? 0;
  }

  /** Changes that come while it reads share the next reading. */
  async #read(): Promise<void> {
    this.#isStale = true;
    this.#reading ??= this.#readUntilFresh().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #readUntilFresh(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      // A wiped or failing store has nothing to add to the records.
      const items = await this.#engine.listUnsent().catch((): UnsentItem[] => []);
      this.#unsent = countByProject(items);
      await this.#readAhead(items);
    }
  }

  async #readAhead(items: UnsentItem[]): Promise<void> {
    const ahead = new Map<ProjectId, Summary>();
    for (const item of items) {
      if (item.kind !== 'document' || docAddressOf(item.doc).kind !== 'index') continue;
      const doc = await this.#engine.localCopy(item.doc).catch(() => undefined);
      const summary = doc && summaryOf(doc);
      if (summary) ahead.set(item.project, summary);
      doc?.destroy();
    }
    if (ahead.size > 0 || this.#ahead.size > 0) this.#ahead = ahead;
  }
}

function countByProject(items: UnsentItem[]): Map<ProjectId, number> {
  const counts = new Map<ProjectId, number>();
  for (const item of items) {
    const project = item.kind === 'document' ? item.project : item.mutation.project;
    counts.set(project, (counts.get(project) ?? 0) + (item.kind === 'document' ? item.rows : 1));
  }
  return counts;
}

/** Made on this device; the server has not heard of it yet. */
export function isOnlyHere(project: ProjectRecord): boolean {
  return project.editedAt === Number.MAX_SAFE_INTEGER;
}
