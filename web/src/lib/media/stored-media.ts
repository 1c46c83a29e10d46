import { FORGET_MEDIA, isMediaCache } from './media-caches.ts';
import { bytesOf } from './stored-bytes.ts';

/** What pictures take on this device. */
export async function measureStoredMedia(): Promise<{ count: number; bytes: number }> {
  const sizes: number[] = [];
  for (const cache of await mediaCaches()) {
    for (const key of await cache.keys()) sizes.push(await bytesOf(await cache.match(key)));
  }
  return { count: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

async function mediaCaches(): Promise<Cache[]> {
  if (!('caches' in globalThis)) return [];
  const names = (await caches.keys()).filter(isMediaCache);
  return Promise.all(names.map((name) => caches.open(name)));
}

/** They come back from the server as they are looked at. */
export async function clearStoredMedia(): Promise<void> {
  navigator.serviceWorker?.controller?.postMessage({ type: FORGET_MEDIA });
  if (!('caches' in globalThis)) return;
  const names = (await caches.keys()).filter(isMediaCache);
  await Promise.all(names.map((name) => caches.delete(name)));
}
