import { type DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { EnginePorts } from './create-engine.ts';
import { DocSession } from './doc-session.ts';
import type { OpenDoc } from './engine.ts';
import { makesProject } from './outbox.ts';
import { prefetchProject } from './prefetch.ts';

const RETRY_READ_MS = 1000;

type Held = { session: DocSession; holders: number };

export type HeldDocsEvents = {
  wroteRows(doc: DocName): void;
  sent(rows: number[]): void;
  changed(): void;
  rang(feed: string): void;
  needsLeader(): void;
  transient(reason: string): void;
  /** A socket has been opened: the server is there. */
  reached(): void;
  stopping: AbortSignal;
};

/** The documents that pages of this tab have open, each once, however many pages hold it. */
export class HeldDocs {
  readonly #ports: EnginePorts;
  readonly #events: HeldDocsEvents;
  readonly #held = new Map<DocName, Held>();
  /** Closed by their pages, with edits that are not on this device yet. */
  readonly #closing = new Set<DocSession>();
  readonly #prefetched = new Set<ProjectId>();
  #outboxWaiters: (() => void)[] = [];

  constructor(ports: EnginePorts, events: HeldDocsEvents) {
    this.#ports = ports;
    this.#events = events;
  }

  find(name: DocName): DocSession | undefined {
    return this.#held.get(name)?.session;
  }

  sessions(): DocSession[] {
    return [...this.#held.values()].map(({ session }) => session);
  }

  closing(): DocSession[] {
    return [...this.#closing];
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
        this.#events.changed();
        this.#events.needsLeader();
      },
    };
  }

  #start(name: DocName): DocSession {
    const { store, api, baseUrl, openSocket, createDoc } = this.#ports;
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
        const current = this.find(name);
        if (current !== session) void current?.readRows();
        this.#events.wroteRows(name);
      },
      onSent: (rows) => this.#events.sent(rows),
      onChange: () => {
        if (kind === 'index' && session?.state() === 'synced') this.#prefetch(project);
        this.#events.changed();
      },
      onBell: ({ feed }) => this.#events.rang(feed),
      onNewHistory: () => this.#events.needsLeader(),
      onTransient: (reason) => this.#events.transient(reason),
      onOnline: () => this.#events.reached(),
    });
    return session;
  }

  #prefetch(project: ProjectId): void {
    if (this.#prefetched.has(project)) return;
    this.#prefetched.add(project);
    const { store, api } = this.#ports;
    void this.#ports.tabs.lock(
      `prefetch-${project}`,
      () => prefetchProject(project, { store, api, isOpen: (doc) => this.#held.has(doc) }).catch(() => {}),
      this.#events.stopping,
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

  outboxChanged(): void {
    const waiters = this.#outboxWaiters;
    this.#outboxWaiters = [];
    for (const waiter of waiters) waiter();
  }

  /** Nothing may be written any more. */
  abandon(): void {
    for (const session of this.sessions()) session.abandon();
    this.#held.clear();
  }

  async close(): Promise<void> {
    await Promise.all(this.sessions().map((session) => session.close()));
    this.#held.clear();
  }
}
