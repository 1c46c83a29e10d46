import type * as Y from 'yjs';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import type { Catalogue } from '#shared/catalogue/model.ts';
import { type DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import type { Fault } from '#shared/fault.ts';
import type { DeviceId, MutationId, ProjectId } from '#shared/ids.ts';
import type { ProjectRecord } from '#shared/projects/project-record.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import { type Api, watched } from './api.ts';
import type { OpenBells } from './bells.ts';
import { readCatalogue } from './catalogue-copy.ts';
import { transientFault } from './close-fault.ts';
import { commitAct } from './commit-act.ts';
import type { OpenSocket } from './counting-socket.ts';
import type { Act, OpenDoc, SaveState, SyncEngine, UnsentItem } from './engine.ts';
import { exportCopy } from './export-copy.ts';
import { USER_FEED } from './feed-names.ts';
import { HeldDocs } from './held-docs.ts';
import type { Leader, LeaderPorts } from './leader.ts';
import { localCopy } from './local-copy.ts';
import type { LocalStore, OutboxItem } from './local-store.ts';
import { isRefusalOver, mergeProjects } from './merge-projects.ts';
import { isAboutJob, isHeld, waitingAssetMutations } from './outbox.ts';
import { findAssets } from './record-cache.ts';
import { RecordWatch } from './record-watch.ts';
import { saveStateOf } from './save-state.ts';
import type { TabMessage, Tabs } from './tabs.ts';
import { listUnsent } from './unsent.ts';

const WATCH_EVERY_MS = 4000;

export type EnginePorts = {
  store: LocalStore;
  api: Api;
  tabs: Tabs;
  baseUrl: string;
  openSocket: OpenSocket;
  /** What no page waits for comes later: edits stand on this device until then. */
  loadLeader: () => Promise<(ports: LeaderPorts) => Leader>;
  /** Without bells the server is asked now and then. */
  openBells?: OpenBells;
  device: DeviceId;
  newMutationId: () => MutationId;
  /** A document with a client id of its own, never used before: two tabs with one id diverge for ever. */
  createDoc: () => Y.Doc;
  /** The device itself knows that it has no net, before any request has failed. */
  isNetGone?: () => boolean;
  /** Calls back when the net or the page comes back to life. */
  onAwake: (listener: () => void) => () => void;
};

export function createEngine(ports: EnginePorts): SyncEngine {
  return new Engine(ports);
}

/** Everything one tab does for the sync of one user. One tab of the device also runs the rounds for all. */
class Engine implements SyncEngine {
  readonly #ports: EnginePorts;
  readonly #docs: HeldDocs;
  readonly #listeners = new Set<() => void>();
  readonly #stopping = new AbortController();
  /** From the time on that this tab leads. */
  #leader: Leader | undefined;
  readonly #records: RecordWatch;
  readonly #cleanups: (() => void)[] = [];
  #projects: ProjectRecord[] = [];
  #catalogue: Promise<Catalogue | undefined> | undefined;
  #unsentRows = 0;
  #outbox: OutboxItem[] = [];
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
    this.#docs = this.#createDocs(ports);
    this.#records = new RecordWatch(ports.store, (project) => {
      this.#leader?.use(project);
      ports.tabs.post({ type: 'looks', project });
    });
    this.#cleanups.push(ports.tabs.listen((message) => this.#onTabMessage(message)));
    this.#cleanups.push(ports.onAwake(() => this.#askLeader()));
    void this.#refresh();
    void ports.tabs.lock('leader', () => this.#lead(), this.#stopping.signal);
  }

  #createDocs(ports: EnginePorts): HeldDocs {
    return new HeldDocs(ports, {
      wroteRows: (doc) => {
        ports.tabs.post({ type: 'rows', doc });
        void this.#refresh();
      },
      sent: (rows) => this.#rowsSent(rows),
      changed: () => this.#changed(),
      rang: (feed) => {
        this.#leader?.rang(feed);
        ports.tabs.post({ type: 'rang', feed });
      },
      needsLeader: () => this.#askLeader(),
      transient: (reason) => {
        this.#serverFault = transientFault(reason) ?? this.#serverFault;
      },
      reached: () => this.#reached(true),
      stopping: this.#stopping.signal,
    });
  }

  #leaderPorts({ store, api, device, newMutationId, openBells, tabs }: EnginePorts): LeaderPorts {
    return {
      store,
      api,
      device,
      newMutationId,
      openBells,
      events: {
        rowsSent: (doc, rows) => {
          this.#refusedPushes.delete(doc);
          this.#rowsSent(rows);
        },
        refused: (doc, fault) => {
          this.#refusedPushes.set(doc, fault);
          this.#changed();
        },
        history: () => this.#heardServer(),
        outbox: () => this.#tellOutbox(),
        feedRead: (state) => this.#feedRead(state),
        recordsChanged: (project, keys) => {
          tabs.post({ type: 'project_records', project, keys });
          this.#records.changed(project, keys);
        },
        catalogueChanged: () => {
          tabs.post({ type: 'catalogue' });
          this.#catalogueChanged();
        },
        projects: () => this.#projects,
        isAnyRefused: () => this.#docs.sessions().some(({ refusal }) => refusal !== undefined),
      },
    };
  }

  open(name: DocName): OpenDoc {
    return this.#docs.open(name);
  }

  async mutate(mutation: Mutation): Promise<void> {
    await this.#ports.store.addMutation(mutation, Date.now());
    this.#tellOutbox();
    this.#askLeader();
  }

  async act(act: Act): Promise<void> {
    const { store, createDoc, tabs } = this.#ports;
    const isOffline =
      this.#ports.isNetGone?.() === true ||
      !this.#isReachable ||
      this.#docs.sessions().some(({ hasLostLink }) => hasLostLink);
    const docs = await commitAct(act, { store, createDoc, isOffline, find: (name) => this.#docs.find(name) });
    // From here on the rows are like those of another tab: the log has them, the documents read them.
    for (const doc of docs) {
      tabs.post({ type: 'rows', doc });
      void this.#docs.find(doc)?.readRows();
    }
    this.#tellOutbox();
    this.#askLeader();
  }

  outbox(): OutboxItem[] {
    return this.#outbox;
  }

  async consent(ids: string[]): Promise<void> {
    await this.#ports.store.noteMutations(ids, { consent: 'given' });
    this.#tellOutbox();
    this.#askLeader();
  }

  watchRecords(...asked: Parameters<SyncEngine['watchRecords']>): () => void {
    return this.#records.watch(...asked);
  }

  findAssets(project: ProjectId, ids: string[]): Promise<AssetRecord[]> {
    const waiting = waitingAssetMutations(this.#outbox, project);
    return findAssets(this.#ports.store, { project, ids, waiting });
  }

  async catalogue(): Promise<Catalogue | undefined> {
    // Pages ask with every change of anything.
    this.#catalogue ??= readCatalogue(this.#ports.store);
    const catalogue = await this.#catalogue.catch(() => undefined);
    if (!catalogue) this.#catalogue = undefined;
    return catalogue;
  }

  async dropMutation(id: string): Promise<void> {
    await this.#ports.store.removeMutation(id);
    this.#tellOutbox();
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
      sessions: this.#docs.sessions(),
      closing: this.#docs.closing(),
      isKept: this.#ports.store.isKept,
      unsentRows: this.#unsentRows,
      outboxItems: this.#outbox.filter((item) => !isHeld(item) && !(item.fault && isAboutJob(item))).length,
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

  #catalogueChanged(): void {
    this.#catalogue = undefined;
    this.#changed();
  }

  #rowsSent(rows: number[]): void {
    this.#ports.tabs.post({ type: 'sent', rows });
    this.#markSentInSessions(rows);
    this.#heardServer();
    void this.#refresh();
  }

  #markSentInSessions(rows: number[]): void {
    const sent = new Set(rows);
    for (const session of this.#docs.sessions()) session.rowsSentElsewhere(sent);
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
    if (message.type === 'rows') void this.#docs.find(message.doc)?.readRows();
    if (message.type === 'sent') this.#markSentInSessions(message.rows);
    if (message.type === 'outbox') this.#outboxChanged();
    // A tab without documents asks the server nothing itself, so it would stay offline after the first failure.
    if (message.type === 'records') this.#heardServer();
    if (message.type === 'wake') this.#leader?.wake();
    if (message.type === 'rang') this.#leader?.rang(message.feed);
    if (message.type === 'looks') this.#leader?.use(message.project);
    if (message.type === 'who_looks') this.#tellLooks();
    if (message.type === 'catalogue') this.#catalogueChanged();
    if (message.type === 'project_records') this.#records.changed(message.project, message.keys);
    if (message.type === 'wiped') this.#abandon();
    else if (message.type !== 'project_records') void this.#refresh();
  }

  #tellLooks(): void {
    for (const project of this.#records.projects()) this.#ports.tabs.post({ type: 'looks', project });
  }

  #tellOutbox(): void {
    this.#ports.tabs.post({ type: 'outbox' });
    this.#outboxChanged();
  }

  #outboxChanged(): void {
    this.#docs.outboxChanged();
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
    const [unsent, outbox] = await Promise.all([store.countUnsent(), store.listMutations()]);
    // After the outbox: what leaves it stands in the records already.
    const records = await store.listRecords(USER_FEED, 'project');
    this.#unsentRows = unsent;
    this.#outbox = outbox;
    this.#records.outboxChanged(outbox);
    this.#refusedMutations = outbox
      .filter((item) => !isAboutJob(item))
      .flatMap(({ id, fault }) => (fault ? [{ id, fault }] : []));
    this.#projects = mergeProjects(records, outbox);
    const known = new Map(this.#projects.map((project) => [project.id, project]));
    for (const session of this.#docs.sessions()) {
      if (isRefusalOver(session.refusal, known.get(docAddressOf(session.name).project))) session.retry();
    }
    this.#changed();
  }

  /** Whichever tab it is, it looks now, at the records too. */
  #askLeader(): void {
    this.#leader?.wake();
    this.#ports.tabs.post({ type: 'wake' });
  }

  /** Held by one tab at a time. */
  async #lead(): Promise<void> {
    const { signal } = this.#stopping;
    const createLeader = await this.#ports.loadLeader();
    if (signal.aborted) return;
    this.#leader = createLeader(this.#leaderPorts(this.#ports));
    for (const project of this.#records.projects()) this.#leader.use(project);
    // The leader before may have emptied the outbox and died before it said so.
    this.#tellOutbox();
    this.#ports.tabs.post({ type: 'who_looks' });
    await this.#leader.run(signal);
  }

  async #feedRead(state: 'current' | 'signed_out' | 'unreachable'): Promise<void> {
    this.#isSignedOut = state === 'signed_out';
    if (state === 'current') {
      this.#heardServer();
      this.#ports.tabs.post({ type: 'records' });
    }
    await this.#refresh();
  }

  listUnsent(): Promise<UnsentItem[]> {
    return listUnsent(this.#ports.store);
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
    this.#docs.abandon();
    this.#isSignedOut = true;
    void this.#ports.store.close();
    this.#changed();
  }

  async wipe(): Promise<void> {
    this.#stop();
    this.#docs.abandon();
    this.#ports.tabs.post({ type: 'wiped' });
    await this.#ports.store.wipe();
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#docs.close();
    this.#ports.tabs.close();
    await this.#ports.store.close();
  }

  #stop(): void {
    this.#stopping.abort();
    this.#leader?.wake();
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
  }
}
