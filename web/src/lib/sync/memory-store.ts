import type { DocName } from '#shared/documents/doc-name.ts';
import type { DeviceId } from '#shared/ids.ts';
import {
  type DamagedPart,
  type DocHead,
  type FeedCursor,
  type LocalStore,
  type OutboxItem,
  outboxItem,
  type StoredRow,
  takingBack,
} from './local-store.ts';

/** What a device holds. Several tabs of one device share one disk. */
export type MemoryDisk = {
  device: DeviceId | undefined;
  nextRow: number;
  rows: Map<number, StoredRow>;
  snapshots: Map<DocName, Uint8Array>;
  heads: Map<DocName, DocHead>;
  damaged: DamagedPart[];
  outbox: Map<string, OutboxItem>;
  records: Map<string, { feed: string; kind: string; id: string; value: unknown }>;
  cursors: Map<string, FeedCursor>;
};

export function createMemoryDisk(): MemoryDisk {
  return {
    device: undefined,
    nextRow: 1,
    rows: new Map(),
    snapshots: new Map(),
    heads: new Map(),
    damaged: [],
    outbox: new Map(),
    records: new Map(),
    cursors: new Map(),
  };
}

/** The store of a browser that keeps nothing: the edits live as long as the page does. */
export function createMemoryStore(disk: MemoryDisk = createMemoryDisk()): LocalStore {
  const rowsOf = (doc: DocName) => [...disk.rows.values()].filter((row) => row.doc === doc);
  const append = ({ doc, update, isSent, atMs }: Omit<StoredRow, 'row'>) => {
    const row = disk.nextRow++;
    disk.rows.set(row, { row, doc, update, isSent, atMs });
    return row;
  };
  return {
    isKept: false,
    device: async (fresh) => {
      disk.device ??= fresh;
      return disk.device;
    },
    loadDoc: async (doc) => ({
      snapshot: disk.snapshots.get(doc),
      rows: rowsOf(doc),
      head: disk.heads.get(doc),
    }),
    appendRows: async (doc, rows, nowMs) =>
      rows.map(({ update, isSent }) => append({ doc, update, isSent, atMs: nowMs })),
    rowsAfter: async (doc, after) => rowsOf(doc).filter(({ row }) => row > after),
    markSent: async (rows, known) => {
      for (const number of rows) {
        const row = disk.rows.get(number);
        if (row) disk.rows.set(number, { ...row, isSent: true });
      }
      if (known) disk.heads.set(known.doc, known.head);
    },
    setHead: async (doc, head) => {
      disk.heads.set(doc, head);
    },
    compact: async (doc, fold) => {
      const snapshot = disk.snapshots.get(doc);
      const rows = rowsOf(doc);
      const folded = fold([...(snapshot ? [snapshot] : []), ...rows.map((row) => row.update)]);
      if (!folded) return;
      disk.snapshots.set(doc, folded);
      for (const { row, isSent } of rows) if (isSent) disk.rows.delete(row);
    },
    setAside: async (doc, broken) => {
      const snapshot = disk.snapshots.get(doc);
      if (broken.snapshot && snapshot) {
        disk.damaged.push({ doc, update: snapshot });
        disk.snapshots.delete(doc);
      }
      for (const number of broken.rows) {
        const row = disk.rows.get(number);
        if (row) disk.damaged.push({ doc, update: row.update });
        disk.rows.delete(number);
      }
    },
    listDocs: async () => {
      const docs = new Set([...disk.snapshots.keys(), ...[...disk.rows.values()].map((row) => row.doc)]);
      return [...docs].map((doc) => ({ doc, head: disk.heads.get(doc) }));
    },
    listUnsent: async () => [...disk.rows.values()].filter((row) => !row.isSent),
    countUnsent: async () => [...disk.rows.values()].filter((row) => !row.isSent).length,
    listDamaged: async () => [...disk.damaged],

    commit: async ({ updates, mutations, consent, drops }, nowMs) => {
      // What a device could not store is refused before anything is changed.
      const items = mutations.map((mutation) => outboxItem(structuredClone(mutation), nowMs, consent));
      const known = drops.map(({ id }) => disk.outbox.get(id));
      items.push(...takingBack(drops, known).map((mutation) => outboxItem(mutation, nowMs)));
      for (const { id } of drops) disk.outbox.delete(id);
      for (const item of items) disk.outbox.set(item.id, item);
      return updates.map(({ doc, update }) => append({ doc, update, isSent: false, atMs: nowMs }));
    },
    addMutation: async (mutation, nowMs) => {
      disk.outbox.set(mutation.id, outboxItem(mutation, nowMs));
    },
    listMutations: async () => [...disk.outbox.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    refuseMutation: async (id, fault) => {
      const item = disk.outbox.get(id);
      if (item) disk.outbox.set(id, { ...item, fault });
    },
    noteMutations: async (ids, note) => {
      const there = ids.filter((id) => disk.outbox.has(id));
      for (const id of there) {
        const item = disk.outbox.get(id);
        if (item) disk.outbox.set(id, { ...item, ...note });
      }
      return there;
    },
    removeMutation: async (id) => {
      disk.outbox.delete(id);
    },

    applyFeed: async (feed, rows, cursor) => {
      if (disk.cursors.get(feed) && disk.cursors.get(feed)?.epoch !== cursor.epoch) {
        for (const [key, record] of disk.records) if (record.feed === feed) disk.records.delete(key);
      }
      for (const { kind, id, value } of rows) {
        const key = `${feed} ${kind} ${id}`;
        if (value === null) disk.records.delete(key);
        else disk.records.set(key, { feed, kind, id, value });
      }
      disk.cursors.set(feed, cursor);
    },
    feedCursor: async (feed) => disk.cursors.get(feed),
    listRecords: async (feed, kind) =>
      [...disk.records.values()].filter((r) => r.feed === feed && r.kind === kind).map((r) => r.value),
    getRecords: async (feed, keys) =>
      keys.map(({ kind, id }) => disk.records.get(`${feed} ${kind} ${id}`)?.value),

    wipe: async () => {
      Object.assign(disk, createMemoryDisk());
    },
    close: async () => {},
  };
}
