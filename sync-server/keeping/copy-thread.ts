import { workerData } from 'node:worker_threads';
import { openReader } from '../database/libsql-driver.ts';
import { rowsOf, sql } from '../database/sql.ts';
import { answerFromThread } from './answer-thread.ts';
import type { CopyOrder, DatabaseCopy } from './back-up.ts';
import { factsOfFile, flushToDisk } from './durable-file.ts';
import { digestTables } from './table-digests.ts';

// Sent by back-up.ts, and by nobody else.
const order = workerData as CopyOrder;
await answerFromThread(() => copyDatabase(order));

/** One moment of the database in a new file, while writes go on; then what that file holds, read back from it. */
async function copyDatabase({ databaseUrl, file }: CopyOrder): Promise<DatabaseCopy> {
  const source = openReader(databaseUrl);
  try {
    source.copyInto(file);
  } finally {
    source.close();
  }
  await flushToDisk(file);
  const copy = openReader(`file:${file}`);
  try {
    const [row] = rowsOf(copy.read(sql('PRAGMA integrity_check(1)')));
    const isSound = row?.integrity_check === 'ok';
    return { isSound, tables: digestTables(copy), facts: await factsOfFile(file) };
  } finally {
    copy.close();
  }
}
