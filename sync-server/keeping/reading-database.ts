import { Database } from '../database/database.ts';
import type { Connection } from '../database/libsql-driver.ts';

/** A database over one connection, for code that only reads documents. */
export function readingDatabase(connection: Connection): Database {
  return new Database({
    read: async (statement) => connection.read(statement),
    commit: () => Promise.reject(new Error('this database is only read')),
    close: async () => connection.close(),
  });
}
