import { parentPort, workerData } from 'node:worker_threads';
import { openWriter } from './libsql-driver.ts';
import { sqlErrorCode } from './sql-error.ts';
import type { CommitAnswer, CommitRequest } from './threaded-driver.ts';

// The writer waits for the disk at every commit; in its own thread nobody waits with it.
const connection = await openWriter(String(workerData.url));

parentPort?.on('message', (request: CommitRequest | 'close') => {
  if (request === 'close') {
    connection.close();
    parentPort?.close();
    return;
  }
  void answer(request).then((reply) => parentPort?.postMessage(reply));
});
parentPort?.postMessage('open');

async function answer({ id, statements }: CommitRequest): Promise<CommitAnswer> {
  try {
    return { id, results: await connection.commit(statements) };
  } catch (error) {
    return {
      id,
      error: { code: sqlErrorCode(error), message: error instanceof Error ? error.message : String(error) },
    };
  }
}
