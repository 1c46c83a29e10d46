import type * as Y from 'yjs';
import { type DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import type { Fault } from '#shared/fault.ts';
import type { DeviceId, MutationId, ProjectId } from '#shared/ids.ts';
import type { ProjectRecord } from '#shared/projects/project-record.ts';
import type { FeedRow } from '#shared/sync/feed.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import { type Api, watched } from './api.ts';
import { transientFault } from './close-fault.ts';
import type { OpenSocket } from './counting-socket.ts';
import { Courier } from './courier.ts';
import { DocSession } from './doc-session.ts';
import type { OpenDoc, SaveState, SyncEngine, UnsentItem } from './engine.ts';
import { exportCopy } from './export-copy.ts';
import { localCopy } from './local-copy.ts';
import type { LocalStore } from './local-store.ts';
import { isRefusalOver, mergeProjects } from './merge-projects.ts';
import { flushOutbox, makesProject } from './outbox.ts';
import { prefetchProject } from './prefetch.ts';
import { pullFeed, USER_FEED } from './records.ts';
import { saveStateOf } from './save-state.ts';
import { sendEverythingAnew } from './send-anew.ts';
import type { TabMessage, Tabs } from './tabs.ts';

const ROUND_MS = 3000;
const RETRY_READ_MS = 1000;
const FEED_EVERY_ROUNDS = 10;
const WATCH_EVERY_MS = 4000;

export type EnginePorts = {
  store: LocalStore;
  api: Api;
  tabs: Tabs;
  baseUrl: string;
  openSocket: OpenSocket;
  device: DeviceId;
  newMutationId: () => MutationId;
  /** A document with a client id of its own, never used before: two tabs with one id diverge for ever. */
  createDoc: () => Y.Doc;
  /** Calls back when the net or the page comes back to life. */
  onAwake: (listener: () => void) => () => void;
};

type Held = { session: DocSession; holders: number };

export function createEngine(ports: EnginePorts): SyncEngine {
  return new Engine(ports);
}

/** Everything one tab does for the sync of one user. One tab of the device also runs the rounds for all. */
class Engine implements SyncEngine {
  readonly #ports: EnginePorts;
  readonly #held = new Map<DocName, Held>();
  /** Closed by their pages, with edits that are not on this device yet. */
  readonly #closing = new Set<DocSession>();
  readonly #listeners = new Set<() => void>();
  readonly #stopping = new AbortController();
  readonly #courier: Courier;
  readonly #cleanups: (() => void)[] = [];
  #projects: ProjectRecord[] = [];
  #unsentRows = 0;
  #outboxItems = 0;
  #outboxWaiters: (() => void)[] = [];
  #wakeRound: () => void = () => {};
  #roundsUntilFeed = 0;
  #refusedPushes = new Map<DocName, Fault>();
  #refusedMutations: { id: string; fault: Fault }[] = [];
  #serverFault: Fault | undefined;
  #isSignedOut = false;
  #isReachable = true;
  #lastServerAtMs: number | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(given: EnginePorts) {
    const ports = { ...given, api: watched(given.api, (isReachable) => this.#reached(isReachable)) };
    this.#ports = ports;
    this.#courier = new Courier({
      store: ports.store,
      api: ports.api,
      device: ports.device,
      events: {
        sent: (doc, rows) => {
          this.#refusedPushes.delete(doc);
          this.#rowsSent(rows);
          this.#roundsUntilFeed = 0;
        },
        refused: (doc, fault) => {
          this.#refusedPushes.set(doc, fault);
          this.#changed();
        },
        history: () => this.#heardServer(),
      },
    });
    this.#cleanups.push(ports.tabs.listen((message) => this.#onTabMessage(message)));
    this.#cleanups.push(ports.onAwake(() => this.#askLeader()));
    void this.#refresh();
    void ports.tabs.lock('leader', () => this.#lead(), this.#stopping.signal);
  }

  open(name: DocName): OpenDoc {
    const held = this.#held.get(name) ?? { session: this.#start(name), holders: 0 };
    held.holders++;
    this.#held.set(name, held);
    let isOpen = true;
    const { session } = held;
    return {
      name,
      doc: session.doc,
      loaded: session.loaded,
      state: () => session.state(),
      subscribe: (listener) => session.subscribe(listener),
      presence: session.presence,
      close: async () => {
        if (!isOpen) return;
        isOpen = false;
        held.holders--;
        if (held.holders > 0) return;
        this.#held.delete(name);
        this.#closing.add(session);
        await session.close();
        this.#closing.delete(session);
        this.#changed();
        this.#askLeader();
      },
    };
  }

  #start(name: DocName): DocSession {
    const { store, api, tabs, baseUrl, openSocket, createDoc } = this.#ports;
    const { project, kind } = docAddressOf(name);
    const session: DocSession = new DocSession({
      name,
      store,
      api,
      baseUrl,
      openSocket,
      createDoc,
      mayConnect: () => this.#projectIsKnown(project),
      onRows: () => {
        tabs.post({ type: 'rows', doc: name });
        const current = this.#held.get(name)?.session;
        if (current !== session) void current?.readRows();
        void this.#refresh();
      },
      onSent: (rows) => this.#rowsSent(rows),
      onChange: () => {
        if (kind === 'index' && session?.state() === 'synced') this.#prefetch(project);
        this.#changed();
      },
      onBell: () => this.#askLeader(),
      onNewHistory: () => this.#askLeader(),
      onTransient: (reason) => {
        this.#serverFault = transientFault(reason) ?? this.#serverFault;
      },
    });
    return session;
  }

  readonly #prefetched = new Set<ProjectId>();

  #prefetch(project: ProjectId): void {
    if (this.#prefetched.has(project)) return;
    this.#prefetched.add(project);
    const { store, api } = this.#ports;
    void this.#ports.tabs.lock(
      `prefetch-${project}`,
      () => prefetchProject(project, { store, api, isOpen: (doc) => this.#held.has(doc) }).catch(() => {}),
      this.#stopping.signal,
    );
  }

  /** The server knows a project only after the outbox has told it; its documents wait for that. */
  async #projectIsKnown(project: ProjectId): Promise<void> {
    for (;;) {
      const waiting = await this.#ports.store.listMutations().catch(() => undefined);
      if (!waiting) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_READ_MS));
        continue;
      }
      if (!waiting.some(({ mutation }) => makesProject(mutation) && mutation.project === project)) return;
      await new Promise<void>((resolve) => this.#outboxWaiters.push(resolve));
    }
  }

  async mutate(mutation: Mutation): Promise<void> {
    await this.#ports.store.addMutation(mutation, Date.now());
    this.#ports.tabs.post({ type: 'outbox' });
    this.#outboxChanged();
    this.#askLeader();
  }

  async dropMutation(id: string): Promise<void> {
    await this.#ports.store.removeMutation(id);
    this.#ports.tabs.post({ type: 'outbox' });
    this.#outboxChanged();
  }

  projects(): ProjectRecord[] {
    return this.#projects;
  }

  watchProjects(): () => void {
    this.#askLeader();
    const timer = setInterval(() => this.#askLeader(), WATCH_EVERY_MS);
    return () => clearInterval(timer);
  }

  saveState(): SaveState {
    return saveStateOf({
      sessions: [...this.#held.values()].map(({ session }) => session),
      closing: [...this.#closing],
      isKept: this.#ports.store.isKept,
      unsentRows: this.#unsentRows,
      outboxItems: this.#outboxItems,
      isReachable: this.#isReachable,
      isSignedOut: this.#isSignedOut,
      lastServerAtMs: this.#lastServerAtMs,
      refusedPushes: this.#refusedPushes,
      refusedMutations: this.#refusedMutations,
      serverFault: this.#serverFault,
    });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #rowsSent(rows: number[]): void {
    this.#ports.tabs.post({ type: 'sent', rows });
    this.#markSentInSessions(rows);
    this.#heardServer();
    void this.#refresh();
  }

  #markSentInSessions(rows: number[]): void {
    const sent = new Set(rows);
    for (const { session } of this.#held.values()) session.rowsSentElsewhere(sent);
  }

  #reached(isReachable: boolean): void {
    if (this.#isReachable === isReachable) return;
    this.#isReachable = isReachable;
    this.#changed();
  }

  #heardServer(): void {
    this.#lastServerAtMs = Date.now();
    this.#serverFault = undefined;
    this.#isReachable = true;
  }

  #onTabMessage(message: TabMessage): void {
    if (message.type === 'rows') void this.#held.get(message.doc)?.session.readRows();
    if (message.type === 'sent') this.#markSentInSessions(message.rows);
    if (message.type === 'outbox') this.#outboxChanged();
    // A tab without documents asks the server nothing itself, so it would stay offline after the first failure.
    if (message.type === 'records') this.#heardServer();
    if (message.type === 'wake') this.#wake();
    if (message.type === 'wiped') this.#abandon();
    else void this.#refresh();
  }

  #outboxChanged(): void {
    const waiters = this.#outboxWaiters;
    this.#outboxWaiters = [];
    for (const waiter of waiters) waiter();
    void this.#refresh();
  }

  /** Reads the counts and records that pages show; calls that come meanwhile share the next reading. */
  #refresh(): Promise<void> {
    this.#refreshing ??= Promise.resolve()
      .then(() => {
        this.#refreshing = undefined;
        return this.#readCounts();
      })
      .catch(() => {});
    return this.#refreshing;
  }

  async #readCounts(): Promise<void> {
    const { store } = this.#ports;
    const [unsent, outbox, records] = await Promise.all([
      store.countUnsent(),
      store.listMutations(),
      store.listRecords(USER_FEED, 'project'),
    ]);
    this.#unsentRows = unsent;
    this.#outboxItems = outbox.length;
    this.#refusedMutations = outbox.flatMap(({ id, fault }) => (fault ? [{ id, fault }] : []));
    this.#projects = mergeProjects(records, outbox);
    const known = new Map(this.#projects.map((project) => [project.id, project]));
    for (const { session } of this.#held.values()) {
      if (isRefusalOver(session.refusal, known.get(docAddressOf(session.name).project))) session.retry();
    }
    this.#changed();
  }

  /** Whichever tab it is, it looks now, at the records too. */
  #askLeader(): void {
    this.#wake();
    this.#ports.tabs.post({ type: 'wake' });
  }

  #wake(): void {
    this.#roundsUntilFeed = 0;
    this.#wakeRound();
  }

  /** Held by one tab at a time: sends what no socket sends and keeps the records fresh. */
  async #lead(): Promise<void> {
    const { signal } = this.#stopping;
    // The leader before may have emptied the outbox and died before it said so.
    this.#ports.tabs.post({ type: 'outbox' });
    this.#outboxChanged();
    while (!signal.aborted) {
      await this.#round().catch(() => {});
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ROUND_MS);
        this.#wakeRound = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async #round(): Promise<void> {
    const { store, api } = this.#ports;
    if ((await flushOutbox(store, api)) > 0) {
      this.#ports.tabs.post({ type: 'outbox' });
      this.#outboxChanged();
      this.#roundsUntilFeed = 0;
    }
    await this.#courier.round();
    // A refused document has no socket that would tell of another role or of a restored project.
    const isRefused = [...this.#held.values()].some(({ session }) => session.refusal !== undefined);
    if (this.#roundsUntilFeed-- > 0 && !isRefused) return;
    this.#roundsUntilFeed = FEED_EVERY_ROUNDS;
    await this.#pullRecords();
  }

  async #pullRecords(): Promise<void> {
    const { store, api, tabs } = this.#ports;
    const state = await pullFeed(store, api, (rows) => this.#sendEverythingAnew(rows));
    this.#isSignedOut = state === 'signed_out';
    if (state === 'current') {
      this.#heardServer();
      tabs.post({ type: 'records' });
    }
    await this.#refresh();
  }

  async #sendEverythingAnew(rows: FeedRow[]): Promise<void> {
    await sendEverythingAnew(this.#ports.store, rows, this.#ports.newMutationId);
    this.#ports.tabs.post({ type: 'outbox' });
    this.#outboxChanged();
  }

  async listUnsent(): Promise<UnsentItem[]> {
    const { store } = this.#ports;
    const items = new Map<DocName, UnsentItem & { kind: 'document' }>();
    for (const { doc, update, atMs } of await store.listUnsent()) {
      const item = items.get(doc) ?? {
        kind: 'document' as const,
        doc,
        project: docAddressOf(doc).project,
        rows: 0,
        bytes: 0,
        sinceMs: atMs,
      };
      items.set(doc, { ...item, rows: item.rows + 1, bytes: item.bytes + update.byteLength });
    }
    const mutations = (await store.listMutations()).map(
      ({ id, mutation, atMs, fault }): UnsentItem => ({
        kind: 'mutation',
        id,
        mutation,
        sinceMs: atMs,
        fault,
      }),
    );
    return [...mutations, ...items.values()];
  }

  localCopy(name: DocName): Promise<Y.Doc> {
    return localCopy(this.#ports.store, name, this.#ports.createDoc);
  }

  exportCopy(): Promise<Blob> {
    return exportCopy(this.#ports.store);
  }

  /** This user has signed out of the device: nothing may be written to it any more. */
  #abandon(): void {
    this.#stop();
    for (const { session } of this.#held.values()) session.abandon();
    this.#isSignedOut = true;
    void this.#ports.store.close();
    this.#changed();
  }

  async wipe(): Promise<void> {
    this.#stop();
    for (const { session } of this.#held.values()) session.abandon();
    this.#held.clear();
    this.#ports.tabs.post({ type: 'wiped' });
    await this.#ports.store.wipe();
  }

  async close(): Promise<void> {
    this.#stop();
    await Promise.all([...this.#held.values()].map(({ session }) => session.close()));
    this.#held.clear();
    this.#ports.tabs.close();
    await this.#ports.store.close();
  }

  #stop(): void {
    this.#stopping.abort();
    this.#wakeRound();
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
  }
}
