import { Worker } from 'node:worker_threads';
import { SqlError } from '../database/sql-error.ts';

export type ThreadAnswer<T> = { value: T } | { error: { code: string; message: string } };

/** Long work with a connection of its own, in a thread of its own: neither the event loop nor the writer waits. */
export async function runThread<T>(script: URL, workerData: unknown): Promise<T> {
  const worker = new Worker(script, { workerData });
  const answer = await new Promise<ThreadAnswer<T>>((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', () => reject(new Error('the thread ended without an answer')));
  });
  await worker.terminate();
  if ('error' in answer) throw new SqlError(answer.error.code, answer.error.message);
  return answer.value;
}
