import * as Y from 'yjs';
import { createApi } from '#lib/sync/api.ts';
import { createEngine } from '#lib/sync/create-engine.ts';
import type { OpenDoc, SyncEngine } from '#lib/sync/engine.ts';
import { Leader } from '#lib/sync/leader.ts';
import type { LocalStore } from '#lib/sync/local-store.ts';
import { createMemoryDisk, createMemoryStore, type MemoryDisk } from '#lib/sync/memory-store.ts';
import type { TabMessage, Tabs } from '#lib/sync/tabs.ts';
import type { DocName } from '#shared/documents/doc-name.ts';
import { DeviceId, MutationId } from '#shared/ids.ts';
import { createUlid } from '#shared/ulid.ts';
import type { Dice } from './dice.ts';
import type { Oracle } from './oracle.ts';
import type { SimNetwork } from './sim-network.ts';

/** Deliberate bugs on the client's side. */
export type DeviceBugs = {
  store?: (store: LocalStore, device: SimDevice) => LocalStore;
  createDoc?: (device: SimDevice) => Y.Doc;
};

/** A browser profile: one disk, several tabs, one way to the net. */
export class SimDevice {
  readonly name: string;
  readonly network: SimNetwork;
  readonly dice: Dice;
  readonly tabs: SimTab[] = [];
  readonly #oracle: Oracle;
  readonly #bugs: DeviceBugs;
  readonly #locks = new Map<string, Promise<unknown>>();
  #transactions: Promise<unknown> = Promise.resolve();
  disk: MemoryDisk = createMemoryDisk();
  writesFail = false;

  constructor(name: string, options: { network: SimNetwork; dice: Dice; oracle: Oracle; bugs: DeviceBugs }) {
    this.name = name;
    this.network = options.network;
    this.dice = options.dice;
    this.#oracle = options.oracle;
    this.#bugs = options.bugs;
  }

  async openTab(): Promise<SimTab> {
    const tab = new SimTab();
    const store = this.#storeOf(tab);
    const ulid = () => createUlid({ nowMs: () => Date.now(), randomByte: () => this.dice.whole(0, 255) });
    tab.engine = createEngine({
      store,
      api: createApi((url, init) =>
        tab.isDead ? new Promise<never>(() => {}) : this.network.fetch(url, init),
      ),
      tabs: this.#tabsOf(tab),
      baseUrl: 'ws://sim/y',
      openSocket: (url) => this.network.openSocket(url),
      loadLeader: async () => (ports) => new Leader(ports),
      device: await store.device(DeviceId.parse(ulid())),
      newMutationId: () => MutationId.parse(ulid()),
      createDoc: () => this.#createDoc(),
      onAwake: (listener) => {
        tab.awake = listener;
        return () => {};
      },
    });
    this.tabs.push(tab);
    return tab;
  }

  #createDoc(): Y.Doc {
    const buggy = this.#bugs.createDoc?.(this);
    if (buggy) return buggy;
    const doc = new Y.Doc();
    doc.clientID = this.dice.whole(1, 2 ** 31);
    return doc;
  }

  kill(tab: SimTab): void {
    tab.isDead = true;
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    tab.died();
    // Only to free its timers: everything it could still touch is dead already.
    void tab.engine?.close();
  }

  /** The storage is evicted: what only this device had is lost, and the person was told that it could be. */
  wipe(): void {
    for (const tab of [...this.tabs]) this.kill(tab);
    this.disk = createMemoryDisk();
    this.#oracle.deviceWiped(this.name);
  }

  #storeOf(tab: SimTab): LocalStore {
    const honest = createMemoryStore(this.disk);
    const base = this.#bugs.store?.(honest, this) ?? honest;
    /** Transactions run one after another; one whose tab died before its turn never happens. */
    const transact = <T>(work: () => Promise<T>, isWrite: boolean): Promise<T> => {
      const result = this.#transactions.then(async () => {
        await new Promise((resolve) => setTimeout(resolve, this.dice.whole(1, 4)));
        if (tab.isDead) return new Promise<never>(() => {});
        if (isWrite && this.writesFail && this.dice.chance(0.7))
          throw new Error('the transaction was aborted');
        return { value: await work() };
      });
      this.#transactions = Promise.race([result, tab.death]).catch(() => {});
      return result.then((done) => (tab.isDead ? new Promise<never>(() => {}) : done.value));
    };
    return {
      isKept: true,
      device: (fresh) => base.device(fresh),
      loadDoc: (doc) => transact(() => base.loadDoc(doc), false),
      appendRows: async (doc, rows, nowMs) => {
        const numbers = await transact(() => base.appendRows(doc, rows, nowMs), true);
        for (const { update, isSent } of rows)
          if (!isSent) this.#oracle.calledOnDevice(this.name, doc, update);
        return numbers;
      },
      rowsAfter: (doc, row) => transact(() => base.rowsAfter(doc, row), false),
      markSent: async (rows, head) => {
        for (const number of rows) {
          const row = this.disk.rows.get(number);
          if (row) this.#oracle.calledOnServer(row.doc, row.update);
        }
        return transact(() => base.markSent(rows, head), false);
      },
      setHead: (doc, head) => transact(() => base.setHead(doc, head), false),
      compact: (doc, fold) => transact(() => base.compact(doc, fold), true),
      setAside: (doc, broken) => transact(() => base.setAside(doc, broken), false),
      listDocs: () => transact(() => base.listDocs(), false),
      listUnsent: () => transact(() => base.listUnsent(), false),
      countUnsent: () => transact(() => base.countUnsent(), false),
      listDamaged: () => transact(() => base.listDamaged(), false),
      commit: async (gesture, nowMs) => {
        const numbers = await transact(() => base.commit(gesture, nowMs), true);
        for (const { doc, update } of gesture.updates) this.#oracle.calledOnDevice(this.name, doc, update);
        return numbers;
      },
      addMutation: (mutation, nowMs) => transact(() => base.addMutation(mutation, nowMs), false),
      listMutations: () => transact(() => base.listMutations(), false),
      refuseMutation: (id, fault) => transact(() => base.refuseMutation(id, fault), false),
      noteMutations: (ids, note) => transact(() => base.noteMutations(ids, note), false),
      removeMutation: (id) => transact(() => base.removeMutation(id), false),
      applyFeed: (feed, rows, cursor) => transact(() => base.applyFeed(feed, rows, cursor), false),
      feedCursor: (feed) => transact(() => base.feedCursor(feed), false),
      listRecords: (feed, kind) => transact(() => base.listRecords(feed, kind), false),
      getRecords: (feed, keys) => transact(() => base.getRecords(feed, keys), false),
      wipe: () => base.wipe(),
      close: async () => {},
    };
  }

  #tabsOf(tab: SimTab): Tabs {
    return {
      post: (message) => {
        if (tab.isDead) return;
        for (const other of this.tabs) {
          if (other !== tab) setTimeout(() => other.hear(message), this.dice.whole(1, 5));
        }
      },
      listen: (listener) => {
        tab.listeners.add(listener);
        return () => tab.listeners.delete(listener);
      },
      lock: (name, work, signal) => {
        const before = this.#locks.get(name) ?? Promise.resolve();
        const run = before.then(() =>
          tab.isDead || signal.aborted ? undefined : Promise.race([work(), tab.death]),
        );
        this.#locks.set(
          name,
          run.catch(() => {}),
        );
        return run;
      },
      close: () => {},
    };
  }
}

export class SimTab {
  engine: SyncEngine | undefined;
  isDead = false;
  readonly open = new Map<DocName, OpenDoc>();
  readonly listeners = new Set<(message: TabMessage) => void>();
  awake: () => void = () => {};
  died: () => void = () => {};
  readonly death: Promise<undefined>;

  constructor() {
    this.death = new Promise((resolve) => {
      this.died = () => resolve(undefined);
    });
  }

  hear(message: TabMessage): void {
    if (!this.isDead) for (const listener of this.listeners) listener(message);
  }
}
