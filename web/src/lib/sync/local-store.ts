import type { DocName } from '#shared/documents/doc-name.ts';
import type { Fault } from '#shared/fault.ts';
import type { DeviceId } from '#shared/ids.ts';
import type { FeedRow } from '#shared/sync/feed.ts';
import type { Mutation } from '#shared/sync/mutation.ts';

/** One update in the log of a document. `isSent`: the server has said that it is on its disk. */
export type StoredRow = { row: number; doc: DocName; update: Uint8Array; isSent: boolean; atMs: number };
export type NewRow = { update: Uint8Array; isSent: boolean };

/** How far the server's log of a document is known here, and in which of its histories. */
export type DocHead = { epoch: string; seq: number };

export type StoredDoc = { snapshot: Uint8Array | undefined; rows: StoredRow[]; head: DocHead | undefined };

/** A person's word for what costs money and was not sent at once. */
export type Consent = 'needed' | 'given';

export type OutboxItem = {
  id: string;
  mutation: Mutation;
  atMs: number;
  fault: Fault | undefined;
  /** Nothing leaves the device while it is needed. */
  consent?: Consent | undefined;
  /** It was sent once, and no answer came. */
  wasTried?: boolean | undefined;
};

/** One act of a person, whatever it touches. */
export type Gesture = {
  updates: { doc: DocName; update: Uint8Array }[];
  mutations: Mutation[];
  consent?: Consent | undefined;
  drops: Drop[];
};

/** A mutation that is given up. `unlessUnsent` takes it back, unless it lay here and had never left the device. */
export type Drop = { id: string; unlessUnsent?: Mutation | undefined };

export type RecordKey = { kind: string; id: string };

export type FeedCursor = { epoch: string; seq: number };

/** The parts of a document that could not be read, kept for «Скачать копию». */
export type DamagedPart = { doc: DocName; update: Uint8Array };

/** Folds a snapshot and rows into one state, or declines when they do not make a whole document. */
export type Fold = (parts: Uint8Array[]) => Uint8Array | undefined;

/**
 * What one user has on this device. Two drivers, one conformance suite. Every call is one transaction: when its
 * promise resolves its effect survives the death of the tab, when it rejects nothing of it is there.
 */
export type LocalStore = {
  /** Whether anything here outlives the page. */
  readonly isKept: boolean;
  /**
   * Names this very store. The server knows rows by (device, row), so a wiped store, whose numbers start anew, must
   * come back under another name.
   */
  device(fresh: DeviceId): Promise<DeviceId>;
  loadDoc(doc: DocName): Promise<StoredDoc>;
  /** Row numbers only grow, over all documents and tabs of the device. */
  appendRows(doc: DocName, rows: NewRow[], nowMs: number): Promise<number[]>;
  rowsAfter(doc: DocName, row: number): Promise<StoredRow[]>;
  markSent(rows: number[], head: { doc: DocName; head: DocHead } | undefined): Promise<void>;
  setHead(doc: DocName, head: DocHead): Promise<void>;
  /** Replaces the snapshot and the sent rows by their fold. Unsent rows stay as they are. */
  compact(doc: DocName, fold: Fold): Promise<void>;
  /** Takes unreadable parts out of the log and keeps them aside. */
  setAside(doc: DocName, broken: { rows: number[]; snapshot: boolean }): Promise<void>;
  listDocs(): Promise<{ doc: DocName; head: DocHead | undefined }[]>;
  listUnsent(): Promise<StoredRow[]>;
  countUnsent(): Promise<number>;
  listDamaged(): Promise<DamagedPart[]>;

  /** All of it or nothing: the rows that hold the updates, what goes into the outbox and what leaves it. */
  commit(gesture: Gesture, nowMs: number): Promise<number[]>;
  addMutation(mutation: Mutation, nowMs: number): Promise<void>;
  listMutations(): Promise<OutboxItem[]>;
  refuseMutation(id: string, fault: Fault): Promise<void>;
  /** Answers with those that are still there. */
  noteMutations(ids: string[], note: Pick<OutboxItem, 'consent' | 'wasTried'>): Promise<string[]>;
  removeMutation(id: string): Promise<void>;

  /** Replaces records by `(kind, id)` and moves the cursor, together. A new epoch forgets the old records first. */
  applyFeed(feed: string, rows: FeedRow[], cursor: FeedCursor): Promise<void>;
  feedCursor(feed: string): Promise<FeedCursor | undefined>;
  listRecords(feed: string, kind: string): Promise<unknown[]>;
  /** In the order asked for; `undefined` for what is gone. */
  getRecords(feed: string, keys: RecordKey[]): Promise<unknown[]>;

  wipe(): Promise<void>;
  close(): Promise<void>;
};

/** What has to follow the mutations that are given up, as the outbox knows them in that very moment. */
export function takingBack(drops: Drop[], known: (OutboxItem | undefined)[]): Mutation[] {
  return drops.flatMap(({ unlessUnsent }, n) => {
    const item = known[n];
    const isUnsent = item !== undefined && !item.wasTried;
    return unlessUnsent && !isUnsent ? [unlessUnsent] : [];
  });
}

export function outboxItem(mutation: Mutation, atMs: number, consent?: Consent): OutboxItem {
  return { id: mutation.id, mutation, atMs, fault: undefined, ...(consent && { consent }) };
}
