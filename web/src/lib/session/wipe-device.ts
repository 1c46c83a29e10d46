import { FORGET_MEDIA } from '#lib/media/media-caches.ts';

const OURS = 'raskadr.';
/** The application itself is nobody's data; without it the sign-in page would not open offline. */
const SHELL_CACHE = 'raskadr-shell-';

/** What pages of this user have kept beside the documents: pictures in caches, habits in the local storage. */
export async function wipeDevice(): Promise<void> {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(OURS)) localStorage.removeItem(key);
  }
  navigator.serviceWorker?.controller?.postMessage({ type: FORGET_MEDIA });
  if (!('caches' in globalThis)) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => !name.startsWith(SHELL_CACHE)).map((name) => caches.delete(name)));
}
