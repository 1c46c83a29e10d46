import { type Client, createClient, type ResultSet } from '@libsql/client';
import {
  assertBindable,
  rowsOf,
  type SqlDriver,
  type SqlTable,
  type Statement,
  type StatementResult,
} from './sql.ts';

const BUSY_TIMEOUT_MS = 5000;

const WRITER_PRAGMAS = [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  'PRAGMA foreign_keys = ON',
  'PRAGMA trusted_schema = OFF',
  'PRAGMA cell_size_check = ON',
  // A commit that meets the checkpoint waits for it; a quiet moment takes most of them (see `checkpoint`).
  'PRAGMA wal_autocheckpoint = 8000',
];

const READER_PRAGMAS = [
  'PRAGMA query_only = ON',
  'PRAGMA trusted_schema = OFF',
  'PRAGMA cell_size_check = ON',
];

export type Connection = {
  read(statement: Statement): Promise<SqlTable>;
  commit(statements: Statement[]): Promise<StatementResult[]>;
  /** Folds the write-ahead log into the file. */
  checkpoint(): Promise<void>;
  close(): void;
};

/** `concurrency: 1`, because a pragma reaches one connection of the pool only. */
export async function openWriter(url: string): Promise<Connection> {
  return connect(url, WRITER_PRAGMAS);
}

/** Reads beside the writer. It never writes, so it never checkpoints either. */
export async function openReader(url: string): Promise<Connection> {
  return connect(url, READER_PRAGMAS);
}

/** Writer and reader in one connection: the only way for a database in memory. */
export async function openDirectDriver(url: string): Promise<SqlDriver> {
  const connection = await openWriter(url);
  return {
    read: (statement) => connection.read(statement),
    commit: (statements) => connection.commit(statements),
    close: async () => connection.close(),
  };
}

async function connect(url: string, pragmas: string[]): Promise<Connection> {
  const client = createClient({ url, timeout: BUSY_TIMEOUT_MS, concurrency: 1, intMode: 'number' });
  for (const pragma of pragmas) await client.execute(pragma);
  return {
    read: (statement) => read(client, statement),
    commit: (statements) => commit(client, statements),
    checkpoint: async () => {
      await client.execute('PRAGMA wal_checkpoint(PASSIVE)');
    },
    close: () => client.close(),
  };
}

async function read(client: Client, statement: Statement): Promise<SqlTable> {
  assertBindable([statement]);
  return tableOf(await client.execute({ sql: statement.sql, args: statement.args }));
}

async function commit(client: Client, statements: Statement[]): Promise<StatementResult[]> {
  assertBindable(statements);
  const results = await client.batch(
    statements.map(({ sql, args }) => ({ sql, args })),
    'write',
  );
  return results.map((result) => ({ changes: result.rowsAffected, rows: rowsOf(tableOf(result)) }));
}

function tableOf({ columns, rows }: ResultSet): SqlTable {
  return {
    columns,
    values: rows.map((row) =>
      columns.map((_, position) => {
        const value = row[position];
        return value instanceof ArrayBuffer ? new Uint8Array(value) : (value ?? null);
      }),
    ),
  };
}
