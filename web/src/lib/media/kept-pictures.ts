import { KEPT_CACHE_PREFIX, PINNED, RECENT_CACHE } from './media-caches.ts';
import { recentMediaHere, USED_AT } from './recent-media.ts';

/**
 * Keeps exactly these small pictures of a project on the device, for the time without the net. What cannot be had
 * now is had the next time.
 */
export async function keepPictures(project: string, urls: string[]): Promise<void> {
  if (!('caches' in globalThis)) return;
  const cache = await caches.open(`${KEPT_CACHE_PREFIX}${project}`);
  const recent = await caches.open(RECENT_CACHE);
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  const wanted = new Set(urls);
  for (const path of kept) if (!wanted.has(path)) await cache.delete(path);
  for (const path of wanted) {
    if (kept.has(path)) continue;
    const response = await fetch(path, { headers: { [PINNED]: '1' } }).catch(() => undefined);
    if (response?.status !== 200) continue;
    await put(cache, path, response);
    // Once is enough.
    await recent.delete(path);
  }
}

async function put(cache: Cache, path: string, response: Response): Promise<void> {
  const headers = new Headers(response.headers);
  headers.delete(USED_AT);
  const body = await response.arrayBuffer();
  try {
    await cache.put(path, new Response(body, { headers }));
  } catch {
    // What stands for a shot goes before what was only looked at.
    await recentMediaHere().trim(0.5);
    await cache.put(path, new Response(body, { headers }));
  }
}
