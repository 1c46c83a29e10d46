import type { ProjectId } from '#shared/ids.ts';
import type { ProjectRecords } from './engine.ts';
import type { LocalStore, OutboxItem, RecordKey } from './local-store.ts';
import { waitingAssetMutations } from './outbox.ts';
import { type ExtraKind, RecordCache } from './record-cache.ts';

type Listener = (records: ProjectRecords, kinds: ReadonlySet<string>) => void;

const ALL_KINDS: ReadonlySet<string> = new Set(['job', 'asset', 'budget', 'prompt', 'mark']);
const ASSETS: ReadonlySet<string> = new Set(['asset']);
type Watched = { cache: RecordCache; listeners: Set<Listener>; waitingIds: string };

/** Which projects the pages of this tab look at, with their records. */
export class RecordWatch {
  readonly #store: LocalStore;
  readonly #onUse: (project: ProjectId) => void;
  readonly #watched = new Map<ProjectId, Watched>();
  #outbox: OutboxItem[] = [];

  constructor(store: LocalStore, onUse: (project: ProjectId) => void) {
    this.#store = store;
    this.#onUse = onUse;
  }

  projects(): ProjectId[] {
    return [...this.#watched.keys()];
  }

  watch(project: ProjectId, listener: Listener, more: readonly ExtraKind[] = []): () => void {
    let watched = this.#watched.get(project);
    if (!watched) {
      watched = { cache: new RecordCache(this.#store, project), listeners: new Set(), waitingIds: '' };
      this.#watched.set(project, watched);
      this.#wait(project, watched);
      this.changed(project, []);
      this.#onUse(project);
    } else listener(watched.cache, ALL_KINDS);
    const { cache, listeners } = watched;
    listeners.add(listener);
    if (cache.want(more)) {
      const tell = () => {
        for (const each of listeners) each(cache, new Set(more));
      };
      cache.settled().then(tell, () => {});
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#watched.delete(project);
    };
  }

  /** What waits to be sent changes what the pages see of the assets. */
  outboxChanged(outbox: OutboxItem[]): void {
    this.#outbox = outbox;
    for (const [project, watched] of this.#watched) this.#wait(project, watched);
  }

  #wait(project: ProjectId, watched: Watched): void {
    const waiting = waitingAssetMutations(this.#outbox, project);
    const ids = waiting.map(({ id }) => id).join();
    if (ids === watched.waitingIds) return;
    watched.waitingIds = ids;
    watched.cache.wait(waiting).then(
      () => {
        for (const listener of watched.listeners) listener(watched.cache, ASSETS);
      },
      () => {},
    );
  }

  /** Records with these keys are others now; without keys all of them may be. */
  changed(project: ProjectId, keys: RecordKey[]): void {
    const watched = this.#watched.get(project);
    if (!watched) return;
    const kinds = keys.length > 0 ? new Set(keys.map(({ kind }) => kind)) : ALL_KINDS;
    watched.cache.read(keys).then(
      () => {
        for (const listener of watched.listeners) listener(watched.cache, kinds);
      },
      // A device that cannot be read now is read with the next change.
      () => {},
    );
  }
}
