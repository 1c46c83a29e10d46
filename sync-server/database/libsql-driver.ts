import { fileURLToPath } from 'node:url';
import Libsql from 'libsql';
import {
  assertBindable,
  rowsOf,
  type SqlDriver,
  type SqlTable,
  type Statement,
  type StatementResult,
} from './sql.ts';

const PREPARED_LIMIT = 200;

const WRITER_PRAGMAS = [
  'PRAGMA busy_timeout = 5000',
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  'PRAGMA foreign_keys = ON',
  'PRAGMA trusted_schema = OFF',
  'PRAGMA cell_size_check = ON',
  // A commit that meets the checkpoint waits for it; a quiet moment takes most of them (see `checkpoint`).
  'PRAGMA wal_autocheckpoint = 8000',
];

const READER_PRAGMAS = [
  'PRAGMA busy_timeout = 5000',
  'PRAGMA query_only = ON',
  'PRAGMA trusted_schema = OFF',
  'PRAGMA cell_size_check = ON',
];

type Prepared = { reader: boolean; columns: string[]; statement: Libsql.Statement };

/** One connection. Its calls wait for the disk, so the one that commits lives in a thread of its own. */
export class Connection {
  readonly #native: Libsql.Database;
  /** Preparing a statement costs as much as running it; the least used one is forgotten first. */
  readonly #prepared = new Map<string, Prepared>();

  constructor(url: string, pragmas: string[]) {
    this.#native = new Libsql(databaseFileOf(url));
    for (const pragma of pragmas) this.#run({ sql: pragma, args: [] });
  }

  read(statement: Statement): SqlTable {
    assertBindable([statement]);
    return this.#run(statement).table;
  }

  /** Row by row, for tables that need not fit into memory. Nothing else may use the connection meanwhile. */
  *iterate({ sql, args }: Statement): Generator<SqlTable['values'][number]> {
    assertBindable([{ sql, args }]);
    // As in `#run`: raw mode answers rows by position.
    const rows = this.#native.prepare(sql).raw(true).iterate(args) as Iterable<SqlTable['values'][number]>;
    for (const row of rows) yield row.map(plain);
  }

  /** One moment of the database as a new file, packed; writers go on meanwhile. */
  copyInto(file: string): void {
    // A reader may write nothing, this included; what it writes to is another file.
    this.#run({ sql: 'PRAGMA query_only = OFF', args: [] });
    this.#run({ sql: 'VACUUM INTO ?', args: [file] });
  }

  commit(statements: Statement[]): StatementResult[] {
    assertBindable(statements);
    this.#run(BEGIN);
    try {
      const results = statements.map((statement) => {
        const { table, changes } = this.#run(statement);
        return { changes, rows: rowsOf(table) };
      });
      this.#run(COMMIT);
      return results;
    } catch (error) {
      // Some errors, a full disk among them, have rolled it back already.
      if (this.#native.inTransaction) this.#run(ROLLBACK);
      throw error;
    }
  }

  /** Folds the write-ahead log into the file, as far as readers let it. */
  checkpoint(): void {
    this.#run({ sql: 'PRAGMA wal_checkpoint(PASSIVE)', args: [] });
  }

  close(): void {
    this.#prepared.clear();
    this.#native.close();
  }

  #run({ sql, args }: Statement): { table: SqlTable; changes: number } {
    const { reader, columns, statement } = this.#prepare(sql);
    // The array goes in as one argument: a lone blob would be taken for named parameters, and that ends the process.
    if (!reader) return { table: NOTHING, changes: statement.run(args).changes };
    // Raw mode answers rows by position.
    const values = statement.all(args) as SqlTable['values'];
    return { table: { columns, values: values.map((row) => row.map(plain)) }, changes: 0 };
  }

  #prepare(text: string): Prepared {
    const known = this.#prepared.get(text);
    this.#prepared.delete(text);
    const prepared = known ?? prepare(this.#native, text);
    this.#prepared.set(text, prepared);
    for (const oldest of this.#prepared.keys()) {
      if (this.#prepared.size <= PREPARED_LIMIT) break;
      this.#prepared.delete(oldest);
    }
    return prepared;
  }
}

const BEGIN: Statement = { sql: 'BEGIN IMMEDIATE', args: [] };
const COMMIT: Statement = { sql: 'COMMIT', args: [] };
const ROLLBACK: Statement = { sql: 'ROLLBACK', args: [] };
const NOTHING: SqlTable = { columns: [], values: [] };

export function openWriter(url: string): Connection {
  return new Connection(url, WRITER_PRAGMAS);
}

/** Reads beside the writer. It never writes, so it never checkpoints either. */
export function openReader(url: string): Connection {
  return new Connection(url, READER_PRAGMAS);
}

/** Writer and reader in one connection: the only way for a database in memory. */
export async function openDirectDriver(url: string): Promise<SqlDriver> {
  const connection = openWriter(url);
  return {
    read: async (statement) => connection.read(statement),
    commit: async (statements) => connection.commit(statements),
    close: async () => connection.close(),
  };
}

export function databaseFileOf(url: string): string {
  return url.startsWith('file:/') ? fileURLToPath(url) : url.replace(/^file:/, '');
}

function prepare(native: Libsql.Database, text: string): Prepared {
  const statement = native.prepare(text);
  const { reader } = statement;
  return {
    reader,
    statement: reader ? statement.raw(true) : statement,
    columns: reader ? statement.columns().map((column) => column.name) : [],
  };
}

/** Blobs come as Buffers, which compare and print differently from what was put in. */
function plain(value: SqlTable['values'][number][number]): SqlTable['values'][number][number] {
  return value instanceof Uint8Array
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : value;
}
