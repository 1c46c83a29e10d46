import { KEPT_CACHE_PREFIX } from './media-caches.ts';

/**
 * Keeps exactly these small pictures of a project on the device, for the time without the net. What cannot be had
 * now is had the next time.
 */
export async function keepPictures(project: string, urls: string[]): Promise<void> {
  if (!('caches' in globalThis)) return;
  const cache = await caches.open(`${KEPT_CACHE_PREFIX}${project}`);
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  const wanted = new Set(urls);
  for (const path of kept) if (!wanted.has(path)) await cache.delete(path);
  for (const path of wanted) {
    if (!kept.has(path)) await cache.add(path).catch(() => {});
  }
}
