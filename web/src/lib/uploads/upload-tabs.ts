import type { UploadEntry, UploadView } from './upload-entry.ts';

export type UploadAct = 'pause' | 'resume' | 'cancel';

/** What tabs of one person tell each other of files. Content that stands on the device travels through it, never here. */
export type UploadMessage =
  /** How some of them stand. */
  | { type: 'shown'; views: UploadView[] }
  | { type: 'gone'; ids: string[] }
  /** A file is ready to be sent; with its content when only this tab has it. */
  | { type: 'take'; entry: UploadEntry; content?: Blob }
  /** A tab that has just opened asks the one that sends. */
  | { type: 'who' }
  /** A tab that begins to send asks for what others hold. */
  | { type: 'who_has' }
  | { type: 'ask'; act: UploadAct; ids: string[] }
  | { type: 'pictured'; id: string };

export type UploadTabs = {
  post(message: UploadMessage): void;
  listen(listener: (message: UploadMessage) => void): () => void;
  /** Runs `work` while no other tab does. */
  lead(work: () => Promise<void>, signal: AbortSignal): Promise<void>;
  close(): void;
};

export function uploadChannelName(user: string): string {
  return `raskadr-uploads-${user}`;
}

export function createUploadTabs(user: string): UploadTabs {
  const channel = new BroadcastChannel(uploadChannelName(user));
  return {
    post: (message) => channel.postMessage(message),
    listen: (listener) => {
      const handler = (event: MessageEvent<UploadMessage>) => listener(event.data);
      channel.addEventListener('message', handler);
      return () => channel.removeEventListener('message', handler);
    },
    lead: async (work, signal) => {
      // Without TLS a browser has neither locks nor a file system: every tab sends what it has in memory.
      if (!navigator.locks) return await work();
      try {
        await navigator.locks.request(uploadChannelName(user), { signal }, work);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    close: () => channel.close(),
  };
}
