import type { CopyOrder, CopyWord } from './copy-words.ts';
import type { Copied, CopyFollower } from './upload-store.ts';

/** The file is not there any more, or was changed while it was read. */
export class UnreadableFile extends Error {}

/** One file read to its end by a worker of its own, so that the page stays quick and a stop is a stop. */
export function copyFile(order: CopyOrder, { onRead, signal }: CopyFollower): Promise<Copied> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./copy-worker.ts', import.meta.url), { type: 'module' });
    const end = (settle: () => void) => {
      signal.removeEventListener('abort', stop);
      worker.terminate();
      settle();
    };
    const stop = () => end(() => reject(signal.reason));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    worker.addEventListener('message', ({ data: word }: MessageEvent<CopyWord>) => {
      if (word.type === 'read') onRead(word.bytes);
      else if (word.type === 'unreadable') end(() => reject(new UnreadableFile()));
      else end(() => resolve({ sha256: word.sha256, isKept: word.isKept }));
    });
    worker.addEventListener('error', () => end(() => reject(new Error('the worker did not start'))));
    worker.postMessage(order);
  });
}
