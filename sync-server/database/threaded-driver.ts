import { Worker } from 'node:worker_threads';
import { type Connection, openReader } from './libsql-driver.ts';
import { type PackedStatement, StatementPacker } from './packed-statement.ts';
import type { SqlDriver, StatementResult } from './sql.ts';
import { SqlError } from './sql-error.ts';

export type CommitRequest = { id: number; statements: PackedStatement[] };
export type CommitAnswer =
  | { id: number; results: StatementResult[] }
  | { id: number; error: { code: string; message: string } };

type Waiting = { resolve: (results: StatementResult[]) => void; reject: (error: Error) => void };

/** The database file: one writer in its own thread, one reader here. */
export async function openThreadedDriver(url: string): Promise<SqlDriver> {
  const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: { url } });
  const waiting = new Map<number, Waiting>();
  const packer = new StatementPacker();
  let nextId = 1;
  let dead: Error | undefined;

  const died = (error: Error) => {
    dead ??= error;
    for (const { reject } of waiting.values()) reject(dead);
    waiting.clear();
  };
  await opened(worker);
  worker.on('message', (answer: CommitAnswer) => {
    const wait = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('results' in answer) wait?.resolve(answer.results);
    else wait?.reject(new SqlError(answer.error.code, answer.error.message));
  });
  worker.on('error', (error) => died(error instanceof Error ? error : new Error(String(error))));
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      died(new SqlError('CLOSED', 'the writer has stopped'));
      resolve();
    });
  });
  const reader = await openBeside(worker, url);

  return {
    read: async (statement) => reader.read(statement),
    commit: (statements) =>
      new Promise((resolve, reject) => {
        if (dead) return reject(dead);
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        const packed = statements.map((statement) => packer.pack(statement));
        worker.postMessage({ id, statements: packed } satisfies CommitRequest);
      }),
    // The reader goes first: the last connection to close folds the log into the file, and only the writer may.
    close: async () => {
      reader.close();
      if (!dead) worker.postMessage('close');
      await exited;
    },
  };
}

async function openBeside(worker: Worker, url: string): Promise<Connection> {
  try {
    return openReader(url);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

function opened(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(asError(error));
    worker.once('message', () => {
      worker.off('error', fail);
      resolve();
    });
    worker.once('error', fail);
  });
}

/** The engine's own errors come across the border of a thread as plain objects. */
function asError(error: unknown): Error {
  if (error instanceof Error) return error;
  const code =
    error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : 'UNKNOWN';
  return new SqlError(code, `the database cannot be opened: ${code}`);
}
