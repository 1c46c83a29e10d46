import { Dexie, type EntityTable, type Table } from 'dexie';
import { DocName } from '#shared/documents/doc-name.ts';
import type { DeviceId } from '#shared/ids.ts';
import {
  type DocHead,
  type FeedCursor,
  type LocalStore,
  type OutboxItem,
  outboxItem,
  type StoredRow,
  takingBack,
} from './local-store.ts';

/** IndexedDB cannot index booleans. */
type UpdateRecord = { row: number; doc: DocName; update: Uint8Array; sent: 0 | 1; atMs: number };
type RecordRow = { feed: string; kind: string; id: string; value: unknown };

type Tables = {
  self: Table<{ key: 'device'; device: DeviceId }, string>;
  updates: EntityTable<UpdateRecord, 'row'>;
  snapshots: Table<{ doc: DocName; state: Uint8Array }, DocName>;
  heads: Table<{ doc: DocName } & DocHead, DocName>;
  damaged: Table<{ n?: number; doc: DocName; update: Uint8Array }, number>;
  outbox: Table<OutboxItem, string>;
  records: Table<RecordRow, [string, string, string]>;
  cursors: Table<{ feed: string } & FeedCursor, string>;
};

function databaseName(user: string): string {
  return `raskadr-${user}`;
}

export async function openDexieStore(user: string): Promise<LocalStore> {
  // `strict`: a transaction counts as complete only when it is on the disk of the device.
  const db = new Dexie(databaseName(user), { chromeTransactionDurability: 'strict' }) as Dexie & Tables;
  db.version(1).stores({
    self: 'key',
    updates: '++row, doc, sent, [doc+row]',
    snapshots: 'doc',
    heads: 'doc',
    damaged: '++n',
    outbox: 'id',
    records: '[feed+kind+id], [feed+kind], feed',
    cursors: 'feed',
  });
  // Another tab wipes the device: it must not wait for this one.
  db.on('versionchange', () => db.close());
  await db.open();
  return storeOf(db);
}

function storeOf(db: Dexie & Tables): LocalStore {
  const rowsOf = (doc: DocName) => db.updates.where('doc').equals(doc).sortBy('row');
  return {
    isKept: true,
    device: (fresh) =>
      db.transaction('rw', db.self, async () => {
        const known = await db.self.get('device');
        if (known) return known.device;
        await db.self.put({ key: 'device', device: fresh });
        return fresh;
      }),
    loadDoc: (doc) =>
      db.transaction('r', db.snapshots, db.updates, db.heads, async () => {
        const [snapshot, rows, head] = await Promise.all([
          db.snapshots.get(doc),
          rowsOf(doc),
          db.heads.get(doc),
        ]);
        return {
          snapshot: snapshot?.state,
          rows: rows.map(storedRow),
          head: head && { epoch: head.epoch, seq: head.seq },
        };
      }),
    appendRows: (doc, rows, nowMs) =>
      reopening(db, () =>
        db.transaction('rw', db.updates, () =>
          db.updates.bulkAdd(
            rows.map(({ update, isSent }) => ({ doc, update, sent: isSent ? 1 : 0, atMs: nowMs })),
            { allKeys: true },
          ),
        ),
      ),
    rowsAfter: async (doc, row) => {
      const found = await db.updates
        .where('[doc+row]')
        .between([doc, row], [doc, Dexie.maxKey], false)
        .toArray();
      return found.map(storedRow);
    },
    markSent: (rows, known) =>
      db.transaction('rw', db.updates, db.heads, async () => {
        await db.updates.where('row').anyOf(rows).modify({ sent: 1 });
        if (known) await db.heads.put({ doc: known.doc, ...known.head });
      }),
    setHead: async (doc, head) => {
      await db.heads.put({ doc, ...head });
    },
    compact: (doc, fold) =>
      db.transaction('rw', db.snapshots, db.updates, async () => {
        const [snapshot, rows] = await Promise.all([db.snapshots.get(doc), rowsOf(doc)]);
        const folded = fold([...(snapshot ? [snapshot.state] : []), ...rows.map((row) => row.update)]);
        if (!folded) return;
        await db.snapshots.put({ doc, state: folded });
        await db.updates.bulkDelete(rows.filter((row) => row.sent === 1).map((row) => row.row));
      }),
    setAside: (doc, broken) =>
      db.transaction('rw', db.snapshots, db.updates, db.damaged, async () => {
        const rows = (await db.updates.bulkGet(broken.rows)).filter((row) => row !== undefined);
        await db.damaged.bulkAdd(rows.map(({ update }) => ({ doc, update })));
        await db.updates.bulkDelete(broken.rows);
        const snapshot = broken.snapshot ? await db.snapshots.get(doc) : undefined;
        if (!snapshot) return;
        await db.damaged.add({ doc, update: snapshot.state });
        await db.snapshots.delete(doc);
      }),
    listDocs: async () => {
      const [snapshots, fromRows, heads] = await Promise.all([
        db.snapshots.toCollection().primaryKeys(),
        db.updates.orderBy('doc').uniqueKeys(),
        db.heads.toArray(),
      ]);
      const headOf = new Map(heads.map(({ doc, epoch, seq }) => [doc, { epoch, seq }]));
      const docs = new Set([...snapshots, ...fromRows.map((doc) => DocName.parse(doc))]);
      return [...docs].map((doc) => ({ doc, head: headOf.get(doc) }));
    },
    listUnsent: async () => (await db.updates.where('sent').equals(0).sortBy('row')).map(storedRow),
    countUnsent: () => db.updates.where('sent').equals(0).count(),
    listDamaged: () => db.damaged.toArray(),

    commit: ({ updates, mutations, consent, drops }, nowMs) =>
      reopening(db, () =>
        db.transaction('rw', db.updates, db.outbox, async () => {
          const items = mutations.map((mutation) => outboxItem(mutation, nowMs, consent));
          const given = drops.map(({ id }) => id);
          const back = takingBack(drops, await db.outbox.bulkGet(given));
          await db.outbox.bulkDelete(given);
          await db.outbox.bulkPut([...items, ...back.map((mutation) => outboxItem(mutation, nowMs))]);
          return await db.updates.bulkAdd(
            updates.map(({ doc, update }) => ({ doc, update, sent: 0 as const, atMs: nowMs })),
            { allKeys: true },
          );
        }),
      ),
    addMutation: async (mutation, nowMs) => {
      await db.outbox.put(outboxItem(mutation, nowMs));
    },
    listMutations: () => db.outbox.orderBy('id').toArray(),
    refuseMutation: async (id, fault) => {
      await db.outbox.update(id, { fault });
    },
    noteMutations: async (ids, note) => {
      const there: string[] = [];
      await db.outbox
        .where('id')
        .anyOf(ids)
        .modify((item) => {
          there.push(item.id);
          Object.assign(item, note);
        });
      return there;
    },
    removeMutation: (id) => db.outbox.delete(id),

    applyFeed: (feed, rows, cursor) =>
      db.transaction('rw', db.records, db.cursors, async () => {
        const before = await db.cursors.get(feed);
        if (before && before.epoch !== cursor.epoch) await db.records.where('feed').equals(feed).delete();
        for (const { kind, id, value } of rows) {
          if (value === null) await db.records.delete([feed, kind, id]);
          else await db.records.put({ feed, kind, id, value });
        }
        await db.cursors.put({ feed, ...cursor });
      }),
    feedCursor: async (feed) => {
      const found = await db.cursors.get(feed);
      return found && { epoch: found.epoch, seq: found.seq };
    },
    listRecords: async (feed, kind) =>
      (await db.records.where('[feed+kind]').equals([feed, kind]).toArray()).map((record) => record.value),
    getRecords: async (feed, keys) => {
      const found = await db.records.bulkGet(
        keys.map(({ kind, id }): [string, string, string] => [feed, kind, id]),
      );
      return found.map((record) => record?.value);
    },

    wipe: async () => {
      // A database that is deleted while open is opened, and so made anew, by whoever asks it next.
      db.close();
      await deleteDatabase(db.name);
    },
    close: async () => db.close(),
  };
}

function storedRow({ row, doc, update, sent, atMs }: UpdateRecord): StoredRow {
  return { row, doc, update, isSent: sent === 1, atMs };
}

/** WebKit may take the connection away from a page in the background; a closed one is opened again. */
async function reopening<T>(db: Dexie, work: () => PromiseLike<T>): Promise<T> {
  if (!db.isOpen()) await db.open();
  return await work();
}

/** Waits for the last transaction of every tab; Dexie's own way complains about that to whoever reads the console. */
function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}
