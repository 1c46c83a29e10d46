import { createSubscriber } from 'svelte/reactivity';
import type { SyncEngine } from '#lib/sync/engine.ts';
import type { ProjectRecord } from '#shared/projects/project-record.ts';

/** The projects of this device, kept current by the engine. */
export class ProjectList {
  readonly #engine: SyncEngine;
  readonly #subscribe: () => void;

  constructor(engine: SyncEngine) {
    this.#engine = engine;
    this.#subscribe = createSubscriber((update) => engine.subscribe(update));
  }

  get all(): ProjectRecord[] {
    this.#subscribe();
    return this.#engine.projects();
  }
}

/** Made on this device; the server has not heard of it yet. */
export function isOnlyHere(project: ProjectRecord): boolean {
  return project.editedAt === Number.MAX_SAFE_INTEGER;
}
