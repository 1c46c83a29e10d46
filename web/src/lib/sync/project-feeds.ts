import type { ProjectId } from '#shared/ids.ts';
import type { Api } from './api.ts';
import { projectFeed } from './feed-names.ts';
import type { LocalStore, RecordKey } from './local-store.ts';
import { type FeedState, pullFeed } from './records.ts';

const AT_ONCE = 4;

type Ports = {
  store: LocalStore;
  api: Pick<Api, 'projectFeed'>;
  onChanged: (project: ProjectId, keys: RecordKey[]) => void;
};

/** Which projects may have news, and the fetching of it: those somebody looks at first. */
export class ProjectFeeds {
  readonly #ports: Ports;
  readonly #due = new Set<ProjectId>();
  readonly #inUse = new Set<ProjectId>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** A page shows it. */
  use(project: ProjectId): void {
    this.#inUse.add(project);
    this.#due.add(project);
  }

  rang(project: ProjectId): void {
    this.#due.add(project);
  }

  /** Without a bell those that are looked at are asked for, a few at a time and in turns. */
  askInUse(): void {
    for (const project of [...this.#inUse].slice(0, AT_ONCE)) {
      this.#due.add(project);
      this.#inUse.delete(project);
      this.#inUse.add(project);
    }
  }

  /** Stops at the first failure of the net; what was not fetched stays due. */
  async pull(): Promise<FeedState> {
    const order = [...this.#due].sort((a, b) => Number(this.#inUse.has(b)) - Number(this.#inUse.has(a)));
    for (const project of order) {
      this.#due.delete(project);
      const state = await this.#pullOne(project);
      if (state === 'unreachable' || state === 'signed_out') {
        this.#due.add(project);
        return state;
      }
    }
    return 'current';
  }

  async #pullOne(project: ProjectId): Promise<FeedState> {
    const { store, api, onChanged } = this.#ports;
    const name = projectFeed(project);
    const { state, changed } = await pullFeed(store, {
      name,
      read: (since) => api.projectFeed(project, since),
      // These records are the server's own: a server that was set back shows what it still knows (C12).
      onNewHistory: async () => {
        await store.applyFeed(name, [], { epoch: '', seq: 0 });
        onChanged(project, []);
      },
    });
    if (state === 'refused') this.#inUse.delete(project);
    if (changed.length > 0) onChanged(project, changed);
    return state;
  }
}
