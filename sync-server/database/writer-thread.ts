import { parentPort, workerData } from 'node:worker_threads';
import { openWriter } from './libsql-driver.ts';
import { StatementUnpacker } from './packed-statement.ts';
import { sqlErrorCode } from './sql-error.ts';
import type { CommitAnswer, CommitRequest } from './threaded-driver.ts';

// The writer waits for the disk at every commit; in its own thread nobody waits with it.
const connection = openWriter(String(workerData.url));
const unpacker = new StatementUnpacker();

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
  parentPort?.postMessage(answer(request));
  commitsSinceCheckpoint++;
  if (quiet) quiet.refresh();
  else quiet = setTimeout(checkpoint, QUIET_MS);
});
parentPort?.postMessage('open');

/** A full disk may refuse it; the log then simply stays as long as it is. */
function checkpoint(): void {
  if (commitsSinceCheckpoint < CHECKPOINT_AFTER_COMMITS) return;
  commitsSinceCheckpoint = 0;
  try {
    connection.checkpoint();
  } catch {}
}

function answer({ id, statements: packed }: CommitRequest): CommitAnswer {
  const statements = packed.map((one) => unpacker.unpack(one));
  try {
    return { id, results: connection.commit(statements) };
  } catch (error) {
    return {
      id,
      error: { code: sqlErrorCode(error), message: error instanceof Error ? error.message : String(error) },
    };
  }
}
