import type { DocName } from '#shared/documents/doc-name.ts';
import type { Fault } from '#shared/fault.ts';
import type { DeviceId, MutationId, ProjectId } from '#shared/ids.ts';
import type { ProjectRecord } from '#shared/projects/project-record.ts';
import type { Api } from './api.ts';
import { listenToBells, type OpenBells } from './bells.ts';
import { refreshCatalogue } from './catalogue-copy.ts';
import { Courier } from './courier.ts';
import { projectOfFeed, USER_FEED } from './feed-names.ts';
import { flushOutbox } from './flush-outbox.ts';
import type { LocalStore, RecordKey } from './local-store.ts';
import { ProjectFeeds } from './project-feeds.ts';
import { pullFeed } from './records.ts';
import { sendEverythingAnew } from './send-anew.ts';

const ROUND_MS = 3000;
const FEED_EVERY_ROUNDS = 10;
const CATALOGUE_EVERY_ROUNDS = 200;
/** No feed of records: it rings when anything that can be asked for has changed. */
const CATALOGUE_FEED = 'catalogue';

export type LeaderEvents = {
  rowsSent(doc: DocName, rows: number[]): void;
  refused(doc: DocName, fault: Fault): void;
  history(): void;
  outbox(): void;
  /** The records of the user are up to date, or the server wants a login. */
  feedRead(state: 'current' | 'signed_out' | 'unreachable'): Promise<void>;
  recordsChanged(project: ProjectId, keys: RecordKey[]): void;
  catalogueChanged(): void;
  projects(): ProjectRecord[];
  isAnyRefused(): boolean;
};

export type LeaderPorts = {
  store: LocalStore;
  api: Api;
  device: DeviceId;
  newMutationId: () => MutationId;
  openBells: OpenBells | undefined;
  events: LeaderEvents;
};

/** The rounds that one tab at a time runs for all: sends what no socket sends and keeps the records fresh. */
export class Leader {
  readonly #ports: LeaderPorts;
  readonly #courier: Courier;
  readonly #feeds: ProjectFeeds;
  #wake: () => void = () => {};
  #roundsUntilFeed = 0;
  #roundsUntilCatalogue = 0;
  #hasBells = false;
  /** Once in the life of a leader, and after every gap in the bells, each project is asked for. */
  #isAllDue = true;

  constructor(ports: LeaderPorts) {
    const { store, api, device, events } = ports;
    this.#ports = ports;
    this.#courier = new Courier({
      store,
      api,
      device,
      events: {
        sent: (doc, rows) => {
          events.rowsSent(doc, rows);
          this.#roundsUntilFeed = 0;
        },
        refused: (doc, fault) => events.refused(doc, fault),
        history: () => events.history(),
      },
    });
    this.#feeds = new ProjectFeeds({
      store,
      api,
      onChanged: (project, keys) => events.recordsChanged(project, keys),
    });
  }

  /** Looks now, at the records too. */
  wake(): void {
    this.#roundsUntilFeed = 0;
    this.#wake();
  }

  use(project: ProjectId): void {
    this.#feeds.use(project);
    this.#wake();
  }

  rang(feed: string): void {
    const project = projectOfFeed(feed);
    if (feed === CATALOGUE_FEED) this.#roundsUntilCatalogue = 0;
    else if (project === undefined) this.#roundsUntilFeed = 0;
    else this.#feeds.rang(project);
    this.#wake();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { openBells } = this.#ports;
    if (openBells) void this.#hearBells(openBells, signal);
    while (!signal.aborted) {
      await this.#round().catch(() => {});
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ROUND_MS);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  #hearBells(open: OpenBells, signal: AbortSignal): Promise<void> {
    return listenToBells({
      open,
      signal,
      onOpen: () => {
        this.#hasBells = true;
        this.#isAllDue = true;
        this.wake();
      },
      onBell: (feed) => this.rang(feed),
      onLost: () => {
        this.#hasBells = false;
      },
    });
  }

  async #round(): Promise<void> {
    const { store, api, events } = this.#ports;
    if ((await flushOutbox({ store, api, nowMs: () => Date.now() })) > 0) {
      events.outbox();
      this.#roundsUntilFeed = 0;
      this.#feeds.askInUse();
    }
    await this.#courier.round();
    await this.#pullUserFeed();
    await this.#pullProjectFeeds();
    await this.#pullCatalogue();
  }

  async #pullUserFeed(): Promise<void> {
    const { store, api, events, newMutationId } = this.#ports;
    // A refused document has no socket that would tell of another role or of a restored project.
    if (this.#roundsUntilFeed-- > 0 && !events.isAnyRefused()) return;
    this.#roundsUntilFeed = FEED_EVERY_ROUNDS;
    const { state } = await pullFeed(store, {
      name: USER_FEED,
      read: (since) => api.feed(since),
      onNewHistory: async (records) => {
        await sendEverythingAnew(store, records, newMutationId);
        this.#isAllDue = true;
        events.outbox();
      },
    });
    await events.feedRead(state === 'refused' ? 'unreachable' : state);
  }

  async #pullProjectFeeds(): Promise<void> {
    if (!this.#hasBells) this.#feeds.askInUse();
    if (this.#isAllDue) {
      const projects = this.#ports.events.projects();
      for (const { id, createdAt } of projects) if (createdAt > 0) this.#feeds.rang(id);
      this.#isAllDue = projects.length === 0;
    }
    await this.#feeds.pull();
  }

  async #pullCatalogue(): Promise<void> {
    if (this.#roundsUntilCatalogue-- > 0) return;
    const { store, api, events } = this.#ports;
    const outcome = await refreshCatalogue(store, api);
    this.#roundsUntilCatalogue = outcome === 'unreachable' ? FEED_EVERY_ROUNDS : CATALOGUE_EVERY_ROUNDS;
    if (outcome === 'changed') events.catalogueChanged();
  }
}
