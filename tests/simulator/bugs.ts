import * as Y from 'yjs';
import { type Bugs, type HistoryReport, runHistory } from './run-history.ts';

/** Deliberate bugs. Each breaks one promise; the simulator must catch every one. */
export const BUGS: Record<string, Bugs> = {
  'ack before commit': {
    driver: (driver) => ({
      ...driver,
      commit: async (statements) => {
        if (!statements.some(({ sql }) => sql.startsWith('INSERT INTO doc_updates')))
          return driver.commit(statements);
        void driver.commit(statements).catch(() => {});
        return statements.map(() => ({ rows: [], changes: 1 }));
      },
    }),
  },
  'dropped broadcast': {
    socket: (socket) => {
      let frames = 0;
      // The handshake goes through; every fifth frame after it is forgotten.
      return {
        ...socket,
        send: (bytes) => (++frames > 3 && frames % 5 === 0 ? undefined : socket.send(bytes)),
      };
    },
  },
  'skipped dedupe': {
    driver: (driver) => ({
      ...driver,
      read: async (statement) => {
        const isReceipt = /FROM mutations WHERE id|SELECT created_by FROM projects/.test(statement.sql);
        const table = await driver.read(statement);
        return isReceipt ? { ...table, values: [] } : table;
      },
    }),
  },
  'append after a failed local row': {
    device: {
      store: (store, device) => ({
        ...store,
        appendRows: async (doc, rows, nowMs) => {
          // The transaction was aborted, and nobody looked.
          if (rows.some((row) => !row.isSent) && device.dice.chance(0.1))
            return rows.map(() => 1_000_000 + device.disk.nextRow++);
          return store.appendRows(doc, rows, nowMs);
        },
      }),
    },
  },
  'clientID reuse': {
    device: {
      createDoc: () => {
        const doc = new Y.Doc();
        doc.clientID = 4242;
        return doc;
      },
    },
  },
};

/** Looks for the first seed whose history shows the bug. */
export async function findBug(
  bugs: Bugs,
  { seeds }: { seeds: number },
): Promise<Pick<HistoryReport, 'seed' | 'violations'> | undefined> {
  for (let seed = 1; seed <= seeds; seed++) {
    const { violations } = await runHistory(seed, bugs);
    const [first] = violations;
    if (first) return { seed, violations: [first] };
  }
  return undefined;
}
