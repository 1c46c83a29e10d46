import * as Y from 'yjs';
import type { DocName } from '#shared/documents/doc-name.ts';
import type { Fault } from '#shared/fault.ts';
import { isPermanentClose } from '#shared/sync/close-codes.ts';
import type { Ack, RecordsBell } from '#shared/sync/wire.ts';
import type { Api } from './api.ts';
import { closeFault } from './close-fault.ts';
import type { OpenSocket } from './counting-socket.ts';
import { DocJournal } from './doc-journal.ts';
import type { OpenDoc } from './engine.ts';
import { createEntry, Entries, type Entry } from './entries.ts';
import { applyParts, foldParts, hasGap } from './fold.ts';
import { type Link, openLink } from './link.ts';
import type { DocHead, LocalStore } from './local-store.ts';
import { Presence } from './presence.ts';

const COMPACT_AFTER_ROWS = 200;

/** Content that stands in the device's log already. */
const FROM_LOG = Symbol('from the log');
/** Content of the server that came by HTTP. */
const FROM_PULL = Symbol('from a pull');

type FromTab = { tabRow: number };

export type SessionPorts = {
  name: DocName;
  store: LocalStore;
  api: Api;
  baseUrl: string;
  openSocket: OpenSocket;
  createDoc: () => Y.Doc;
  /** Resolves when the server may know the document's project: what creates it has been sent. */
  mayConnect: () => Promise<void>;
  /** New rows of this tab stand in the log; other tabs want them. */
  onRows: () => void;
  onSent: (rows: number[]) => void;
  onChange: () => void;
  onBell: (bell: RecordsBell) => void;
  onNewHistory: () => void;
  onTransient: (reason: string) => void;
  /** Its socket has been opened. */
  onOnline: () => void;
};

/** One document in one tab: between the person's edits, the device's log and the server. */
export class DocSession implements OpenDoc {
  readonly name: DocName;
  readonly doc: Y.Doc;
  readonly loaded: Promise<void>;
  readonly presence = new Presence();
  readonly #ports: SessionPorts;
  readonly #journal: DocJournal;
  readonly #entries = new Entries();
  readonly #listeners = new Set<() => void>();
  #link: Link | undefined;
  #wasOnline = false;
  #linkStatus: 'offline' | 'connecting' | 'online' = 'offline';
  #state: ReturnType<OpenDoc['state']> = 'loading';
  #current: Entry | undefined;
  #lastRow = 0;
  #rowsInLog = 0;
  #head: DocHead | undefined;
  #reading: Promise<void> = Promise.resolve();
  #broken: { rows: number[]; snapshot: boolean } | undefined;
  #writeTrouble: string | undefined;
  #refusal: Fault | undefined;
  #isClosed = false;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.name = ports.name;
    this.doc = ports.createDoc();
    this.#journal = new DocJournal({
      doc: ports.name,
      store: ports.store,
      whole: () => ({ update: Y.encodeStateAsUpdate(this.doc), stored: this.#entries.whole() }),
      onTrouble: (reason) => {
        this.#writeTrouble = reason;
        this.#changed();
      },
      onWritten: () => ports.onRows(),
    });
    // Before the log is read: an edit made while it is being read must not slip by.
    this.doc.on('update', (update: Uint8Array, origin: unknown) => this.#onUpdate(update, origin));
    this.loaded = this.#load();
    void this.loaded.then(() => this.#connect());
  }

  state(): ReturnType<OpenDoc['state']> {
    return this.#refusal ? 'refused' : this.#state;
  }

  /** Its socket was open once and is not now. A page that is only just opening has lost nothing, nor has one turned away. */
  get hasLostLink(): boolean {
    return this.#wasOnline && this.#linkStatus !== 'online' && this.#refusal === undefined;
  }

  get linkStatus(): 'offline' | 'connecting' | 'online' {
    return this.#linkStatus;
  }

  get writeTrouble(): string | undefined {
    return this.#writeTrouble;
  }

  get refusal(): Fault | undefined {
    return this.#refusal;
  }

  /** Every edit made so far stands in the log; a device that does not write is not waited for. */
  async flushed(): Promise<void> {
    if (this.#writeTrouble === undefined) await this.#journal.flushed();
  }

  countInMemory(): number {
    return this.#entries.countInMemory();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
    this.#ports.onChange();
  }

  #onUpdate(update: Uint8Array, origin: unknown): void {
    this.#current = undefined;
    if (origin === FROM_LOG) return;
    if (origin === FROM_PULL || (this.#link && origin === this.#link.provider)) {
      this.#journal.append({ update, isSent: true }, () => this.#rowWritten());
      return;
    }
    const entry = createEntry(update, rowOfTab(origin));
    this.#entries.add(entry);
    this.#current = entry;
    if (entry.rows.length === 0) {
      this.#journal.append({ update, isSent: false }, (row) => {
        this.#rowWritten();
        this.#markSent(this.#entries.stored(entry, row));
        this.#changed();
      });
    }
    this.#changed();
  }

  async #load(): Promise<void> {
    try {
      const stored = await this.#ports.store.loadDoc(this.name);
      if (this.#isClosed) return;
      this.#head = stored.head;
      this.#lastRow = stored.rows.at(-1)?.row ?? 0;
      this.#rowsInLog = stored.rows.length;
      const hasSnapshot = stored.snapshot !== undefined;
      const parts = [...(stored.snapshot ? [stored.snapshot] : []), ...stored.rows.map((row) => row.update)];
      const { broken } = applyParts(this.doc, parts, FROM_LOG);
      // What hangs over a hole is read again once the server has been heard.
      const isWhole = !this.#dropGap();
      if (!isWhole) this.#lastRow = 0;
      if (broken.length > 0) {
        const offset = hasSnapshot ? 1 : 0;
        this.#broken = {
          snapshot: hasSnapshot && broken.includes(0),
          rows: broken.filter((n) => n >= offset).map((n) => stored.rows[n - offset]?.row ?? 0),
        };
      }
      // Rows that are not in the document cannot be told to the server by it.
      for (const { row, update, isSent } of isWhole ? stored.rows : []) {
        if (!isSent) this.#entries.add(createEntry(update, row));
      }
      this.#state = parts.length > 0 ? 'local' : 'missing';
      if (this.#rowsInLog > COMPACT_AFTER_ROWS) void this.#compact();
    } catch (error) {
      this.#writeTrouble = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.#state = 'missing';
    }
    this.#changed();
  }

  /**
   * Rows that wait for a missing one are taken out of the document in memory, not out of the log: the server may
   * fill the hole, and what hangs over it must not go out as part of our state.
   */
  #dropGap(): boolean {
    if (!hasGap(this.doc)) return false;
    this.doc.store.pendingStructs = null;
    this.doc.store.pendingDs = null;
    return true;
  }

  async #connect(): Promise<void> {
    await this.#ports.mayConnect();
    if (this.#isClosed) return;
    if (this.#state === 'missing') await this.#pullState();
    if (this.#isClosed) return;
    this.#link = openLink(this.doc, this.name, {
      baseUrl: this.#ports.baseUrl,
      openSocket: this.#ports.openSocket,
      events: {
        opened: () => this.#entries.newSocket(),
        content: (type) => this.#entries.frameLeft(type, this.#current),
        ack: (ack) => this.#onAck(ack),
        bell: (bell) => this.#ports.onBell(bell),
        status: (status) => {
          this.#linkStatus =
            status === 'connected' ? 'online' : status === 'connecting' ? 'connecting' : 'offline';
          this.#wasOnline ||= this.#linkStatus === 'online';
          if (this.#linkStatus === 'online') this.#ports.onOnline();
          this.#changed();
        },
        synced: () => void this.#onSynced(),
        closed: (code, reason) => this.#onClosed(code, reason),
      },
    });
    this.presence.attach(this.#link.provider.awareness);
  }

  /** A document that is new here comes compressed, in one answer, before its socket opens. */
  async #pullState(): Promise<void> {
    const answer = await this.#ports.api.state(this.name);
    if (!answer.ok || this.#isClosed) return;
    const { epoch, seq, state } = answer.value;
    Y.applyUpdate(this.doc, state, FROM_PULL);
    this.#dropGap();
    this.#learnHead({ epoch, seq });
    if (this.#state === 'missing') this.#state = 'local';
    this.#changed();
  }

  async #onSynced(): Promise<void> {
    this.#state = 'synced';
    this.#refusal = undefined;
    this.#changed();
    if (this.#broken) await this.#repair(this.#broken);
    await this.readRows();
  }

  /** What the log lost the server has given back; the log gets the whole state, the unreadable parts go aside. */
  async #repair(broken: { rows: number[]; snapshot: boolean }): Promise<void> {
    this.#broken = undefined;
    this.#journal.append({ update: Y.encodeStateAsUpdate(this.doc), isSent: false }, () => {
      void this.#ports.store.setAside(this.name, broken);
    });
    await this.#journal.flushed();
  }

  #onAck({ epoch, n, seq }: Ack): void {
    const rows = this.#entries.acked(n);
    this.#learnHead({ epoch, seq });
    this.#markSent(rows);
    this.#changed();
  }

  /** A server that knows less than it has acknowledged was set back: all of this device is sent to it anew. */
  #learnHead(head: DocHead): void {
    const known = this.#head;
    const isNewHistory = known !== undefined && (known.epoch !== head.epoch || known.seq > head.seq);
    this.#head = head;
    if (isNewHistory) this.#ports.onNewHistory();
  }

  #markSent(rows: number[]): void {
    if (rows.length === 0) return;
    const head = this.#head && { doc: this.name, head: this.#head };
    this.#ports.store.markSent(rows, head).then(
      () => this.#ports.onSent(rows),
      // A row that stays marked unsent is sent once more; the server takes it as the repeat it is.
      () => {},
    );
  }

  #onClosed(code: number, reason: string): void {
    // The stock client tells of a lost connection, but not of one that never came about.
    this.#linkStatus = 'offline';
    if (isPermanentClose(code)) this.#refusal = closeFault(code, reason);
    else if (reason) this.#ports.onTransient(reason);
    this.#changed();
  }

  /** Another tab has written rows of this document. */
  readRows(): Promise<void> {
    this.#reading = this.#reading.then(() => this.loaded).then(() => this.#readNewRows());
    return this.#reading;
  }

  async #readNewRows(): Promise<void> {
    if (this.#isClosed) return;
    const before = this.#lastRow;
    const rows = await this.#ports.store.rowsAfter(this.name, before).catch(() => []);
    for (const { row, update, isSent } of rows) {
      this.#lastRow = Math.max(this.#lastRow, row);
      applyParts(this.doc, [update], isSent ? FROM_LOG : ({ tabRow: row } satisfies FromTab));
    }
    if (this.#dropGap()) this.#lastRow = before;
  }

  rowsSentElsewhere(rows: Set<number>): void {
    this.#entries.sentElsewhere(rows);
    this.#changed();
  }

  #rowWritten(): void {
    this.#rowsInLog++;
    if (this.#rowsInLog > COMPACT_AFTER_ROWS) void this.#compact();
  }

  async #compact(): Promise<void> {
    this.#rowsInLog = 0;
    await this.#ports.store.compact(this.name, foldParts).catch(() => {});
  }

  /** After the reason of a refusal is gone. */
  retry(): void {
    if (!this.#refusal) return;
    this.#refusal = undefined;
    this.#link?.retry();
    this.#changed();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#link?.close();
    await this.#journal.flushed();
    if (this.#head) await this.#ports.store.setHead(this.name, this.#head).catch(() => {});
    this.doc.destroy();
    this.#listeners.clear();
  }

  /** The page goes away now: nothing waits. */
  abandon(): void {
    this.#isClosed = true;
    this.#link?.close();
    this.#journal.close();
  }
}

function rowOfTab(origin: unknown): number | undefined {
  if (typeof origin !== 'object' || origin === null || !('tabRow' in origin)) return undefined;
  return typeof origin.tabRow === 'number' ? origin.tabRow : undefined;
}
