import * as Y from 'yjs';
import { whenIdle } from '#lib/when-idle.ts';
import type { Me } from '#shared/account/account.ts';
import { DeviceId, MutationId } from '#shared/ids.ts';
import { createUlid, type UlidSource } from '#shared/ulid.ts';
import { createApi } from './api.ts';
import type { SocketLike } from './counting-socket.ts';
import { createEngine } from './create-engine.ts';
import { openDexieStore } from './dexie-store.ts';
import type { SyncEngine } from './engine.ts';
import type { LeaderPorts } from './leader.ts';
import { createBrowserTabs } from './tabs.ts';

const LEADER_WITHIN_MS = 500;
const LEADER_AGAIN_MS = 3000;

const source: UlidSource = {
  nowMs: () => Date.now(),
  randomByte: () => crypto.getRandomValues(new Uint8Array(1))[0] ?? 0,
};

export async function createBrowserEngine({ user }: { user: Pick<Me, 'id' | 'login'> }): Promise<SyncEngine> {
  const store = await openStore(user.id);
  return createEngine({
    store,
    // Both name the user: the cookie may be another's by now.
    api: createApi((url, init) =>
      fetch(url, { ...init, headers: { ...init?.headers, 'x-raskadr-user': user.id } }),
    ),
    tabs: createBrowserTabs(user.id),
    baseUrl: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/y`,
    openBells: async (signal) => {
      // Without locks every tab is a leader, and their open lines would leave no room for anything else.
      if (!navigator.locks) return undefined;
      const response = await fetch('/api/bells', {
        signal,
        // Nothing on the page waits for it.
        priority: 'low',
        headers: { accept: 'text/event-stream', 'x-raskadr-user': user.id },
      });
      return response.ok ? (response.body ?? undefined) : undefined;
    },
    loadLeader,
    openSocket: (url) => new WebSocket(`${url}&user=${user.id}`) as SocketLike,
    device: await store.device(DeviceId.parse(createUlid(source))),
    newMutationId: () => MutationId.parse(createUlid(source)),
    createDoc: () => new Y.Doc(),
    isNetGone: () => !navigator.onLine,
    onAwake,
  });
}

/** After what the person waits for; a net that is away meanwhile is waited for. */
async function loadLeader() {
  await new Promise<void>((resolve) => whenIdle(resolve, LEADER_WITHIN_MS));
  for (;;) {
    try {
      const { Leader } = await import('./leader.ts');
      return (ports: LeaderPorts) => new Leader(ports);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, LEADER_AGAIN_MS));
    }
  }
}

/** Where the browser keeps nothing (a private window of some), the page still works; edits live on the server. */
async function openStore(user: string) {
  try {
    return await openDexieStore(user);
  } catch {
    const { createMemoryStore } = await import('./memory-store.ts');
    return createMemoryStore();
  }
}

function onAwake(listener: () => void): () => void {
  const onVisible = () => {
    if (document.visibilityState === 'visible') listener();
  };
  addEventListener('online', listener);
  addEventListener('pageshow', listener);
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('pageshow', listener);
    document.removeEventListener('visibilitychange', onVisible);
  };
}
