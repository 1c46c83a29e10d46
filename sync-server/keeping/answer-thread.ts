import { parentPort } from 'node:worker_threads';
import { sqlErrorCode } from '../database/sql-error.ts';
import type { ThreadAnswer } from './run-thread.ts';

/** The other end of `runThread`: one answer, or the error in a form that crosses the border. */
export async function answerFromThread<T>(work: () => Promise<T> | T): Promise<void> {
  parentPort?.postMessage(await outcomeOf(work));
}

async function outcomeOf<T>(work: () => Promise<T> | T): Promise<ThreadAnswer<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: { code: sqlErrorCode(error), message } };
  }
}
