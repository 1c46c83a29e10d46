import { KEPT_CACHE_PREFIX, RECENT_CACHE } from '#lib/media/media-caches.ts';

const RECENT_MAX = 600;
/** Counting is not worth it after every picture. */
const TRIM_EVERY = 50;

let sinceTrim = 0;

/** Stills small enough to keep. Their names are their content: what was had once is right for ever. */
export function isSmallPicture(path: string): boolean {
  return /^\/media\/[0-9a-f]{64}\/(w320|w640|poster)$/.test(path);
}

export async function pictureFor(request: Request, path: string): Promise<Response> {
  const kept = await findKept(path);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.status === 200) await remember(path, response.clone()).catch(() => {});
  return response;
}

async function findKept(path: string): Promise<Response | undefined> {
  for (const name of await caches.keys()) {
    if (name !== RECENT_CACHE && !name.startsWith(KEPT_CACHE_PREFIX)) continue;
    const found = await caches.match(path, { cacheName: name });
    if (found) return found;
  }
  return undefined;
}

async function remember(path: string, response: Response): Promise<void> {
  const cache = await caches.open(RECENT_CACHE);
  await cache.put(path, response);
  if (++sinceTrim < TRIM_EVERY) return;
  sinceTrim = 0;
  // In the order of coming: the oldest go.
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - RECENT_MAX)).map((key) => cache.delete(key)));
}
