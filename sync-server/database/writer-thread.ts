import { parentPort, workerData } from 'node:worker_threads';
import { openWriter } from './libsql-driver.ts';
import { sqlErrorCode } from './sql-error.ts';
import type { CommitAnswer, CommitRequest } from './threaded-driver.ts';

// The writer waits for the disk at every commit; in its own thread nobody waits with it.
const connection = await openWriter(String(workerData.url));

const QUIET_MS = 1000;
const CHECKPOINT_AFTER_COMMITS = 200;
let quiet: NodeJS.Timeout | undefined;
let commitsSinceCheckpoint = 0;

parentPort?.on('message', (request: CommitRequest | 'close') => {
  if (request === 'close') {
    clearTimeout(quiet);
    connection.close();
    parentPort?.close();
    return;
  }
  void answer(request).then((reply) => {
    parentPort?.postMessage(reply);
    commitsSinceCheckpoint++;
    clearTimeout(quiet);
    quiet = setTimeout(checkpoint, QUIET_MS);
  });
});
parentPort?.postMessage('open');

/** A full disk may refuse it; the log then simply stays as long as it is. */
function checkpoint(): void {
  if (commitsSinceCheckpoint < CHECKPOINT_AFTER_COMMITS) return;
  commitsSinceCheckpoint = 0;
  connection.checkpoint().catch(() => {});
}

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
