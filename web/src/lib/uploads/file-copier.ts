import type { CopyOrder, CopyWord } from './copy-words.ts';
import type { Copied, CopyFollower } from './upload-store.ts';

/** The file is not there any more, or was changed while it was read. */
export class UnreadableFile extends Error {}

/** Reads files by a worker, one after the other, so that the page stays quick. A stop ends the worker; the next file gets another. */
export class FileCopier {
  #idle: Worker | undefined;

  copy(order: CopyOrder, { onRead, signal }: CopyFollower): Promise<Copied> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const worker =
        this.#idle ?? new Worker(new URL('./copy-worker.ts', import.meta.url), { type: 'module' });
      this.#idle = undefined;
      const heard = new AbortController();
      const end = (settle: () => void) => {
        heard.abort();
        settle();
      };
      const fail = (reason: unknown) => {
        worker.terminate();
        end(() => reject(reason));
      };
      const hear = ({ data: word }: MessageEvent<CopyWord>) => {
        if (word.type === 'read') {
          onRead(word.bytes);
          return;
        }
        this.#idle = worker;
        if (word.type === 'unreadable') end(() => reject(new UnreadableFile()));
        else end(() => resolve({ sha256: word.sha256, isKept: word.isKept, found: word.found }));
      };
      const until = { signal: heard.signal };
      signal.addEventListener('abort', () => fail(signal.reason), until);
      worker.addEventListener('message', hear, until);
      worker.addEventListener('error', () => fail(new Error('the worker did not start')), until);
      worker.postMessage(order);
    });
  }

  close(): void {
    this.#idle?.terminate();
    this.#idle = undefined;
  }
}
