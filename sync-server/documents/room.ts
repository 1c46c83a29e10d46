import * as Y from 'yjs';
import { type DocAddress, type DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import type { Fault } from '#shared/fault.ts';
import type { UserId } from '#shared/ids.ts';
import { encodeSync, SYNC } from '#shared/sync/wire.ts';
import type { Database } from '../database/database.ts';
import type { Statement, StatementResult } from '../database/sql.ts';
import { isConstraint, isDiskFull } from '../database/sql-error.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import type { Clock, Log } from '../ports.ts';
import type { Connection } from './connection.ts';
import { appendStatements, hasPending, type LoadedDoc, type LogEntry } from './doc-log.ts';
import { Gate } from './gate.ts';
import { withIntegrationBudget } from './integration-budget.ts';
import { Presence } from './presence.ts';
import { Projection, type ProjectionWrite } from './projection.ts';
import { createServerDoc } from './server-doc.ts';
import { AbandonedWrite, RefusedUpdate } from './shared-write.ts';
import { ShotProjection } from './shot-projection.ts';

export type RoomContext = {
  database: Database;
  metrics: ServerMetrics;
  clock: Clock;
  log: Log;
  epoch: string;
  /** Tells listeners of a feed that it has new rows. */
  ring(feed: string, seq: number): void;
};

export type Submission = LogEntry & { from: Connection | undefined };

export type Accepted = { kind: 'refused'; fault: Fault } | { kind: 'accepted'; written: Promise<Result> };
type Result = { ok: true; seq: number } | { ok: false; fault: Fault };

type Waiting = Submission & { sinceMs: number; settle: (result: Result) => void };

/** What the server itself does to a document, and what must stand or fall with it. */
export type OwnChange = {
  /** Changes the document, or leaves it as it is. It sees all that was accepted before. */
  make: (doc: Y.Doc) => void;
  alongside: Statement[];
  user: UserId | null;
};

/** The part that a document has in a write of several. */
export type PartOfWrite = {
  update: Uint8Array;
  user: UserId | null;
  /** Writes the statements with those of the other parts: on the disk when it resolves, nowhere when it rejects. */
  write: (statements: Statement[]) => Promise<StatementResult[]>;
};

type WaitingChange = Pick<PartOfWrite, 'user' | 'write'> & {
  /** What it adds to the log, if anything. Throws when it cannot be. */
  enter: (gate: Gate) => Uint8Array | undefined;
  resolve: (results: StatementResult[]) => void;
  reject: (error: unknown) => void;
};

/**
 * One open document. `#committed` is exactly what the log on disk holds; `#gate` is ahead of it by what is on its way
 * there. Whoever joins or listens sees the committed one only (S1).
 */
export class Room {
  readonly name: DocName;
  readonly address: DocAddress;
  readonly connections = new Set<Connection>();
  readonly presence: Presence;
  readonly #context: RoomContext;
  readonly #committed: Y.Doc;
  readonly #gate: Gate;
  readonly #projection: Projection | ShotProjection | undefined;
  readonly #onBroken: (room: Room) => void;
  #head: number;
  #waiting: Waiting[] = [];
  #writing: Waiting[] = [];
  readonly #changes: WaitingChange[] = [];
  #isWriting = false;
  readonly #unpublished: { update: Uint8Array; author: Connection | undefined }[] = [];
  #lastWrite: Promise<Result>;
  #encoded: { seq: number; state: Uint8Array } | undefined;
  #broken: Fault | undefined;
  rowsSinceSnapshot: number;
  bytesSinceSnapshot: number;
  snapshotSeq: number;
  /** Requests that are at work with this room without a socket. */
  guests = 0;
  idleSinceMs: number;

  constructor(
    name: DocName,
    loaded: LoadedDoc,
    { context, onBroken }: { context: RoomContext; onBroken: (room: Room) => void },
  ) {
    this.name = name;
    this.address = docAddressOf(name);
    this.#context = context;
    this.#onBroken = onBroken;
    this.#committed = loaded.doc;
    this.#head = loaded.head;
    this.snapshotSeq = loaded.snapshotSeq;
    this.rowsSinceSnapshot = loaded.rowsSince;
    this.bytesSinceSnapshot = loaded.bytesSince;
    this.#lastWrite = Promise.resolve({ ok: true, seq: loaded.head });
    this.#gate = new Gate(this.address.kind, loaded.stateBytes, () => [
      this.encodedState(),
      ...this.#writing.map((entry) => entry.bytes),
      ...this.#waiting.map((entry) => entry.bytes),
    ]);
    this.presence = new Presence((frame, except) => this.#broadcast(frame, except));
    this.idleSinceMs = context.clock.nowMs();
    const { address } = this;
    if (address.kind === 'index') this.#projection = new Projection(address.project, this.#gate.doc);
    else if (address.kind === 'shot') this.#projection = new ShotProjection(address, this.#gate.doc);
  }

  get seq(): number {
    return this.#head;
  }

  /** Why nothing can be written here any more. */
  get brokenBy(): Fault | undefined {
    return this.#broken;
  }

  /** Updates that are accepted and not on the disk yet. */
  get unwritten(): number {
    return this.#writing.length + this.#waiting.length + this.#changes.length;
  }

  get isBusy(): boolean {
    return this.connections.size > 0 || this.guests > 0 || this.unwritten > 0;
  }

  /** The committed document. Read it; never write to it. */
  get committed(): Y.Doc {
    return this.#committed;
  }

  encodedState(): Uint8Array {
    if (this.#encoded?.seq !== this.#head) {
      this.#encoded = { seq: this.#head, state: Y.encodeStateAsUpdate(this.#committed) };
    }
    return this.#encoded.state;
  }

  /** The committed content that a state vector lacks. An empty vector takes the cached whole state. */
  diffFor(stateVector: Uint8Array): Uint8Array {
    if (stateVector.byteLength <= 1) return this.encodedState();
    return Y.encodeStateAsUpdate(this.#committed, stateVector);
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.#committed);
  }

  /** Whether an update would change the committed document. Tried on a copy: who asks may not write. Throws on garbage. */
  bringsNews(update: Uint8Array): boolean {
    const copy = createServerDoc();
    Y.applyUpdate(copy, this.encodedState());
    let isNew = false;
    copy.on('update', () => {
      isNew = true;
    });
    withIntegrationBudget(() => Y.applyUpdate(copy, update));
    return isNew || hasPending(copy);
  }

  /**
   * Tries an update and queues it for the disk. An update that brings nothing new is answered together with what is
   * being written now: its content may be exactly that, and must not be called safe before it is.
   */
  submit(submission: Submission): Accepted {
    if (this.#broken)
      return { kind: 'accepted', written: Promise.resolve({ ok: false, fault: this.#broken }) };
    const verdict = this.#gate.try(submission.bytes);
    if (verdict.kind === 'refused') {
      this.#context.metrics.updateRefused(verdict.fault.code);
      return verdict;
    }
    if (verdict.kind === 'nothing') return { kind: 'accepted', written: this.#lastWrite };
    const written = new Promise<Result>((settle) => {
      this.#waiting.push({ ...submission, sinceMs: performance.now(), settle });
    });
    this.#lastWrite = written;
    this.#startWriting();
    return { kind: 'accepted', written };
  }

  /**
   * A change of the server's own, in one transaction with what stands beside it. When that breaks a rule the promise
   * rejects, the document is as if nothing had been tried, and the edits that were to go with it are written all the
   * same.
   */
  change({ make, alongside, user }: OwnChange): Promise<StatementResult[]> {
    const before = this.#lastWrite;
    return this.#enqueue(
      {
        user,
        enter: (gate) => gate.change(make),
        write: (statements) => this.#context.database.write([...statements, ...alongside]),
      },
      () => before,
    );
  }

  /**
   * An update that is written with those of other documents, or not at all. Until the others have come, what is
   * accepted here waits. When it comes to nothing, the edits that were to go with it are written all the same.
   */
  takePart({ update, user, write }: PartOfWrite): Promise<StatementResult[]> {
    const enter = (gate: Gate) => {
      const verdict = gate.try(update);
      if (verdict.kind === 'refused') throw new RefusedUpdate(verdict.fault);
      return verdict.kind === 'new' ? update : undefined;
    };
    // Others may hold this very content; with it nowhere, nothing that rested on it may be called safe.
    return this.#enqueue({ user, enter, write }, () => ({ ok: false, fault: { code: 'storage_failed' } }));
  }

  #enqueue(
    change: Omit<WaitingChange, 'resolve' | 'reject'>,
    otherwise: () => Result | Promise<Result>,
  ): Promise<StatementResult[]> {
    const written = new Promise<StatementResult[]>((resolve, reject) => {
      if (this.#broken) reject(new Error(this.#broken.code));
      else this.#changes.push({ ...change, resolve, reject });
    });
    this.#lastWrite = written.then(() => ({ ok: true, seq: this.#head }), otherwise);
    this.#startWriting();
    return written;
  }

  #startWriting(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    void this.#write();
  }

  async #write(): Promise<void> {
    while (this.unwritten > 0 && !this.#broken) await this.#writeNext(this.#changes.shift());
    this.#isWriting = false;
  }

  /** All that waits in one transaction, with one change of the server's own at its end. */
  async #writeNext(own: WaitingChange | undefined): Promise<void> {
    let mine: Waiting[];
    try {
      mine = own ? this.#made(own) : [];
    } catch (error) {
      own?.reject(error);
      this.#gate.reset();
      return;
    }
    const edits = this.#waiting;
    this.#waiting = [];
    this.#writing = [...edits, ...mine];
    const { statements, projected } = this.#statementsOf(this.#writing);
    try {
      const results = await (own ? own.write(statements) : this.#context.database.write(statements));
      this.#commit(this.#writing, projected, results);
      own?.resolve(results);
    } catch (error) {
      own?.reject(error);
      if (own && (isConstraint(error) || error instanceof AbandonedWrite)) this.#takeBack(edits);
      else this.#fail(error);
    }
  }

  #made({ enter, user }: WaitingChange): Waiting[] {
    const bytes = enter(this.#gate);
    const entry = { user, from: undefined, sinceMs: performance.now(), settle: () => {} };
    return bytes ? [{ ...entry, bytes }] : [];
  }

  #statementsOf(group: Waiting[]): { statements: Statement[]; projected: ProjectionWrite | undefined } {
    if (group.length === 0) return { statements: [], projected: undefined };
    const nowMs = this.#context.clock.nowMs();
    const projected = this.#projection?.writeFor(this.#gate.doc, nowMs);
    const append = appendStatements(this.name, group, { head: this.#head, nowMs });
    return { statements: [...append, ...(projected?.statements ?? [])], projected };
  }

  /** The edits wait again, in their order, and the change that could not be written is gone. */
  #takeBack(edits: Waiting[]): void {
    this.#writing = [];
    this.#waiting = [...edits, ...this.#waiting];
    this.#gate.reset();
  }

  #commit(group: Waiting[], projected: ProjectionWrite | undefined, results: StatementResult[]): void {
    let news: Uint8Array | undefined;
    try {
      news = applyTogether(this.#committed, group);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#head += group.length;
    this.#writing = [];
    this.rowsSinceSnapshot += group.length;
    for (const { bytes } of group) this.bytesSinceSnapshot += bytes.byteLength;
    const nowMs = performance.now();
    for (const { settle, sinceMs } of group) {
      settle({ ok: true, seq: this.#head });
      this.#context.metrics.updateWritten(nowMs - sinceMs);
    }
    if (news) this.#unpublished.push({ update: news, author: onlyAuthorOf(group) });
    // First the acks and the next commit, then the readers: telling them takes longest.
    if (this.#unpublished.length === 1) process.nextTick(() => this.#publish());
    projected?.done();
    for (const { rows } of results)
      for (const { feed, seq } of rows) if (typeof feed === 'string') this.#context.ring(feed, Number(seq));
  }

  /** Nobody can slip through: who joins before this is told either by the state or by the update, or by both. */
  #publish(): void {
    for (const { update, author } of this.#unpublished.splice(0))
      this.#broadcast(encodeSync(SYNC.update, update), author);
  }

  #broadcast(frame: Uint8Array, except: Connection | undefined): void {
    for (const connection of this.connections) if (connection !== except) connection.send(frame);
  }

  /**
   * S4: no ack, and this room never answers again. It is thrown away and read anew from disk, so memory cannot stay
   * ahead of the log; the clients come back and bring what is missing.
   */
  #fail(error: unknown): void {
    const fault: Fault = isDiskFull(error) ? { code: 'disk_full' } : { code: 'storage_failed' };
    this.#context.log.error('doc_write_failed', {
      doc: this.name,
      fault: fault.code,
      reason: error instanceof Error ? error.message : String(error),
    });
    this.#broken = fault;
    const lost = [...this.#writing, ...this.#waiting];
    for (const { reject } of this.#changes.splice(0)) reject(error);
    this.#writing = [];
    this.#waiting = [];
    for (const { settle } of lost) settle({ ok: false, fault });
    this.#onBroken(this);
  }

  /** Waits until nothing is on its way to the disk. */
  async settled(): Promise<void> {
    await this.#lastWrite;
  }

  /** The newest snapshot stands at `seq` now. */
  wasCompacted(seq: number): void {
    this.snapshotSeq = seq;
    this.rowsSinceSnapshot = this.#head - seq;
    this.bytesSinceSnapshot = 0;
  }

  /** The log stays as it is; the next try comes when it has grown as much again. */
  postponeCompaction(): void {
    this.rowsSinceSnapshot = 0;
    this.bytesSinceSnapshot = 0;
  }

  close(): void {
    this.presence.close();
    this.#committed.destroy();
    this.#gate.doc.destroy();
  }
}

/**
 * Applies a group in one transaction and returns what it changed, or nothing. Others are told this and not the group
 * merged: updates that contradict each other, as of two clients with one id, merge to something nobody holds.
 */
function applyTogether(doc: Y.Doc, group: Submission[]): Uint8Array | undefined {
  let news: Uint8Array | undefined;
  const onUpdate = (update: Uint8Array) => {
    news = update;
  };
  doc.on('update', onUpdate);
  try {
    doc.transact(() => {
      for (const { bytes } of group) Y.applyUpdate(doc, bytes);
    });
  } finally {
    doc.off('update', onUpdate);
  }
  return news;
}

function onlyAuthorOf(group: Submission[]): Connection | undefined {
  const [first, ...others] = group;
  return others.every((entry) => entry.from === first?.from) ? first?.from : undefined;
}
