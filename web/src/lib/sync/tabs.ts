import type { DocName } from '#shared/documents/doc-name.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { RecordKey } from './local-store.ts';

/** What tabs of one user on one device tell each other. Content travels through the store, never here. */
export type TabMessage =
  | { type: 'rows'; doc: DocName }
  | { type: 'sent'; rows: number[] }
  | { type: 'outbox' }
  /** The leader has something to send or to fetch. */
  | { type: 'wake' }
  | { type: 'records' }
  /** No keys: all of them. */
  | { type: 'project_records'; project: ProjectId; keys: RecordKey[] }
  | { type: 'catalogue' }
  /** A new leader asks which projects are looked at; the answers, and who begins to look. */
  | { type: 'who_looks' }
  | { type: 'looks'; project: ProjectId }
  /** A socket rang for this feed. */
  | { type: 'rang'; feed: string }
  | { type: 'wiped' };

export type Tabs = {
  post(message: TabMessage): void;
  listen(listener: (message: TabMessage) => void): () => void;
  /** Runs `work` while no other tab holds the name. A tab that dies gives it back. */
  lock<T>(name: string, work: () => Promise<T>, signal: AbortSignal): Promise<T | undefined>;
  close(): void;
};

export function createBrowserTabs(user: string): Tabs {
  const channel = new BroadcastChannel(`raskadr-${user}`);
  return {
    post: (message) => channel.postMessage(message),
    listen: (listener) => {
      const handler = (event: MessageEvent<TabMessage>) => listener(event.data);
      channel.addEventListener('message', handler);
      return () => channel.removeEventListener('message', handler);
    },
    lock: async (name, work, signal) => {
      // Without TLS and off loopback a browser has no locks; every tab is then its own leader, which only sends twice.
      if (!navigator.locks) return work();
      try {
        return await navigator.locks.request(`raskadr-${user}-${name}`, { signal }, work);
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      }
    },
    close: () => channel.close(),
  };
}
