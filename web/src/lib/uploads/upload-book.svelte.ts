import { SvelteMap } from 'svelte/reactivity';
import { newUlid } from '#lib/new-id.ts';
import type { SyncEngine } from '#lib/sync/engine.ts';
import type { ShotId } from '#shared/ids.ts';
import type { UploadTotals } from '#shared/russian/upload-text.ts';
import { createKeepPrompt } from './keep-prompt.ts';
import { SeenAssets } from './seen-assets.ts';
import { serverKnows } from './server-knows.ts';
import type { RefusedFile } from './sort-files.ts';
import { isOnServer, isUnderWay, type UploadEntry, type UploadView } from './upload-entry.ts';
import { type NewUpload, UploadIntake } from './upload-intake.ts';
import type { UploadLine } from './upload-line.ts';
import { UploadPace } from './upload-pace.ts';
import { keptView, UploadQueue } from './upload-queue.ts';
import { UploadRow } from './upload-row.svelte.ts';
import type { UploadStore } from './upload-store.ts';
import type { UploadAct, UploadMessage, UploadTabs } from './upload-tabs.ts';

const TELL_EVERY_MS = 200;
/** Other tabs answer within this what they hold. */
const ANSWERS_WITHIN_MS = 300;

export type BookPorts = { engine: SyncEngine; store: UploadStore; line: UploadLine; tabs: UploadTabs };

/** All uploads of this person on this device, as this tab shows them; one tab of all runs the queue. */
export class UploadBook {
  rows = $state.raw<UploadRow[]>([]);
  refused = $state.raw<RefusedFile[]>([]);
  /** What stands for a shot meanwhile. */
  readonly pictures = new SvelteMap<ShotId, { asset: string; url: string }>();
  bytesPerS = $state(0);
  isOnline = $state(true);
  needsSignIn = $state(false);
  readonly totals: UploadTotals = $derived.by(() => this.#totalsOf());
  /** Whose bytes are on no server yet. */
  readonly unsent: number = $derived(this.rows.filter(({ view }) => !isOnServer(view)).length);
  readonly underWay: number = $derived(this.rows.filter(({ view }) => isUnderWay(view)).length);
  /** Resolves when what waits on the device has been looked at. */
  readonly kept: Promise<void>;
  readonly #ports: BookPorts;
  readonly #byId = new Map<string, UploadRow>();
  readonly #intake: UploadIntake;
  readonly #seen: SeenAssets;
  readonly #pace = new UploadPace();
  /** Contents that only this tab has. */
  readonly #held = new Map<string, { entry: UploadEntry; content: Blob }>();
  /** What other tabs have said they read. */
  readonly #readElsewhere = new Set<string>();
  readonly #dirty = new Map<string, UploadView | undefined>();
  readonly #closing = new AbortController();
  /** In the tab that sends. */
  #queue: UploadQueue | undefined;
  #telling: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: BookPorts) {
    this.#ports = ports;
    this.#intake = new UploadIntake({
      store: ports.store,
      newId: newUlid,
      nowMs: Date.now,
      keepPrompt: createKeepPrompt(ports.engine, Date.now),
      shown: (view) => this.#changed(view.id, view),
      pictured: (id, picture) => {
        this.#pictured(id, picture);
        ports.tabs.post({ type: 'pictured', id });
      },
      ready: (entry, content) => this.#hand(entry, content),
      failed: (entry, why) => {
        if (why === 'other_file') this.#hand(entry, undefined);
        else this.#changed(entry.id, undefined);
        this.refuse([{ name: entry.name, why }]);
      },
    });
    this.#seen = new SeenAssets(ports.engine, (id) => void this.#queue?.seen(id));
    const { signal } = this.#closing;
    const stopListening = ports.tabs.listen((message) => this.#hear(message));
    const unsubscribe = ports.engine.subscribe(() => this.#lookAtNet());
    signal.addEventListener('abort', () => {
      stopListening();
      unsubscribe();
    });
    for (const name of ['online', 'offline']) addEventListener(name, () => this.#lookAtNet(), { signal });
    this.#lookAtNet();
    ports.tabs.post({ type: 'who' });
    this.kept = this.#showKept();
    void ports.tabs.lead(() => this.#lead(), signal);
  }

  async add(uploads: NewUpload[]): Promise<void> {
    await this.#intake.take(uploads);
  }

  refuse(files: RefusedFile[]): void {
    this.refused = [...this.refused, ...files];
  }

  forgetRefused(): void {
    this.refused = [];
  }

  ask(act: UploadAct, ids: string[]): void {
    this.#act(act, ids);
    this.#ports.tabs.post({ type: 'ask', act, ids });
  }

  /** The file of a row whose content was lost; answers whether it is that file. */
  async pickAgain(row: UploadRow, file: File): Promise<boolean> {
    if (file.name !== row.view.name || file.size !== row.view.sizeBytes) return false;
    await this.#intake.takeAgain(row.view, file);
    return true;
  }

  clearDone(): void {
    const done = this.rows.filter(({ view }) => view.state === 'done').map(({ id }) => id);
    this.ask('cancel', done);
  }

  /** Contents that would die with this tab. */
  get inMemory(): number {
    return this.#held.size + this.#intake.copying().length;
  }

  close(): void {
    this.#closing.abort();
    clearTimeout(this.#telling);
    this.#queue?.close();
    this.#seen.close();
    this.#ports.store.close();
    this.#ports.tabs.close();
    for (const { picture } of this.rows) if (picture) URL.revokeObjectURL(picture);
  }

  /** Before anybody sends: what stands on the device, as it stands there. */
  async #showKept(): Promise<void> {
    const entries = await this.#ports.store.list();
    this.#show(entries.filter(({ id }) => !this.#byId.has(id)).map(keptView));
  }

  async #lead(): Promise<void> {
    const { store, line, engine, tabs } = this.#ports;
    const queue = new UploadQueue({
      store,
      line,
      isOnline: () => navigator.onLine,
      ready: (entry, signal) => serverKnows(engine, entry, signal),
      after: (delayMs, run) => {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
      changed: (id) => this.#changed(id, queue.view(id)),
    });
    // From here on what becomes ready is heard; what was ready before stands in the store, or another tab answers.
    this.#queue = queue;
    this.#readElsewhere.clear();
    tabs.post({ type: 'who_has' });
    for (const { entry, content } of this.#held.values()) queue.take(entry, content);
    await new Promise((resolve) => setTimeout(resolve, ANSWERS_WITHIN_MS));
    for (const entry of inOrder(await store.list())) {
      const isRead = this.#intake.has(entry.id) || this.#readElsewhere.has(entry.id);
      if (!isRead && !queue.view(entry.id)) queue.take(entry);
    }
    if (this.#closing.signal.aborted) return;
    await new Promise((resolve) => this.#closing.signal.addEventListener('abort', resolve));
  }

  #hand(entry: UploadEntry, content: Blob | undefined): void {
    if (content) this.#held.set(entry.id, { entry, content });
    if (this.#queue) this.#queue.take(entry, content);
    else this.#ports.tabs.post({ type: 'take', entry, ...(content ? { content } : {}) });
  }

  #hear(message: UploadMessage): void {
    switch (message.type) {
      case 'shown':
        for (const { id, state } of message.views) if (state === 'copying') this.#readElsewhere.add(id);
        this.#show(message.views);
        return;
      case 'gone':
        this.#remove(message.ids);
        return;
      case 'take':
        this.#queue?.take(message.entry, message.content);
        return;
      case 'who':
        if (this.#queue) this.#post(this.#queue.views());
        this.#post(this.#intake.copying());
        return;
      case 'who_has':
        this.#post(this.#intake.copying());
        for (const { entry, content } of this.#held.values())
          this.#ports.tabs.post({ type: 'take', entry, content });
        return;
      case 'ask':
        this.#act(message.act, message.ids);
        return;
      case 'pictured':
        void this.#ports.store.picture(message.id).then((picture) => {
          if (picture) this.#pictured(message.id, picture);
        });
    }
  }

  /** Every tab does its part: one reads or holds the file, one sends it, all show it. */
  #act(act: UploadAct, ids: string[]): void {
    this.#intake[act](ids);
    if (act !== 'cancel') {
      this.#queue?.[act](ids);
      return;
    }
    for (const id of ids) this.#held.delete(id);
    void this.#queue?.cancel(ids);
    this.#remove(ids);
  }

  #post(views: UploadView[]): void {
    if (views.length > 0) this.#ports.tabs.post({ type: 'shown', views });
  }

  /** This tab knows it first. Others, and the page, are told a few times a second. */
  #changed(id: string, view: UploadView | undefined): void {
    this.#dirty.set(id, view);
    if (view?.state === 'processing') this.#seen.await(view.project, id);
    if (view && isOnServer(view)) this.#held.delete(id);
    this.#telling ??= setTimeout(() => this.#tell(), TELL_EVERY_MS);
  }

  #tell(): void {
    this.#telling = undefined;
    const told = [...this.#dirty];
    this.#dirty.clear();
    const views = told.flatMap(([, view]) => view ?? []);
    const ids = told.flatMap(([id, view]) => (view ? [] : [id]));
    this.#show(views);
    this.#remove(ids);
    if (this.#closing.signal.aborted) return;
    this.#post(views);
    if (ids.length > 0) this.#ports.tabs.post({ type: 'gone', ids });
    this.needsSignIn = this.#queue?.isSignedOut ?? false;
  }

  #show(views: UploadView[]): void {
    const nowMs = performance.now();
    const added: UploadRow[] = [];
    for (const view of views) {
      const row = this.#byId.get(view.id);
      this.#pace.note(row?.view, view, nowMs);
      if (!row) added.push(this.#enter(view));
      else {
        const isNewlyDone = view.state === 'done' && row.view.state !== 'done';
        row.view = view;
        if (isNewlyDone) this.#choosePicture(view.shot);
      }
    }
    this.bytesPerS = this.#pace.bytesPerS(nowMs);
    if (added.length > 0) this.rows = [...this.rows, ...added].sort((a, b) => a.view.place - b.view.place);
  }

  #enter(view: UploadView): UploadRow {
    const row = new UploadRow(view);
    this.#byId.set(view.id, row);
    void this.#ports.store.picture(view.id).then((picture) => {
      if (picture) this.#pictured(view.id, picture);
    });
    return row;
  }

  #remove(ids: string[]): void {
    const gone = new Set(ids.flatMap((id) => this.#byId.get(id) ?? []));
    if (gone.size === 0) return;
    this.rows = this.rows.filter((row) => !gone.has(row));
    for (const row of gone) {
      this.#byId.delete(row.id);
      this.#choosePicture(row.view.shot);
      if (row.picture) URL.revokeObjectURL(row.picture);
    }
  }

  #pictured(id: string, picture: Blob): void {
    const row = this.#byId.get(id);
    if (!row || row.picture !== undefined || this.#closing.signal.aborted) return;
    row.picture = URL.createObjectURL(picture);
    this.#choosePicture(row.view.shot);
  }

  /** The first of a shot's files that has one, as long as the server's own is not there. */
  #choosePicture(shot: ShotId): void {
    const row = this.rows.find(
      ({ view, picture }) => view.shot === shot && picture !== undefined && view.state !== 'done',
    );
    if (row?.picture) this.pictures.set(shot, { asset: row.id, url: row.picture });
    else this.pictures.delete(shot);
  }

  #lookAtNet(): void {
    const { link, signedOut } = this.#ports.engine.saveState();
    const wasOnline = this.isOnline;
    this.isOnline = navigator.onLine && link !== 'offline';
    if (this.isOnline && !signedOut && (!wasOnline || this.needsSignIn)) this.#queue?.awake();
  }

  #totalsOf(): UploadTotals {
    const views = this.rows.map(({ view }) => view);
    const sum = (of: (view: UploadView) => number) => views.reduce((total, view) => total + of(view), 0);
    const count = (is: (view: UploadView) => boolean) => views.filter(is).length;
    const moving = count(isUnderWay);
    const isStuck = views.some(({ state, fault }) => state === 'retrying' && fault?.code === 'unreachable');
    const isSending = views.some(({ state }) => state === 'sending');
    return {
      done: count(isOnServer),
      count: views.length,
      failed: count(({ state }) => state === 'failed' || state === 'lost'),
      sentBytes: sum((view) => (view.state === 'copying' ? 0 : view.movedBytes)),
      totalBytes: sum(({ sizeBytes }) => sizeBytes),
      bytesPerS: isSending ? this.bytesPerS : 0,
      isPaused: moving === 0 && count(({ state }) => state === 'paused') > 0,
      isOffline: moving > 0 && (!this.isOnline || (isStuck && !isSending)),
      needsSignIn: this.needsSignIn,
    };
  }
}

function inOrder(entries: UploadEntry[]): UploadEntry[] {
  return entries.toSorted((a, b) => a.place - b.place);
}
