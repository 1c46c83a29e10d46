import { FORGET_MEDIA } from '#lib/media/media-caches.ts';
import { version } from '$app/env';
import { assets, immutable } from '$app/manifest';
import { self } from '$app/service-worker';
import { forgetMedia, isKeptMedia, mediaFor } from './pictures.ts';

const PREFIX = 'raskadr-shell-';
const CACHE = `${PREFIX}${version}`;
const SHELL = '/app.html';
/** A net that answers slower than this is treated as none: the page is on this device anyway. */
const NAVIGATION_TIMEOUT_MS = 2000;
/** What only the server may answer, and the manager's page, which must never meet the studio. */
const SERVER_ONLY = /^\/(api|y|media|runner|r|telegram|healthz|readyz|metrics)(\/|$)/;

const precached = new Set(
  [...immutable, ...assets].map(({ path }) => new URL(path, self.registration.scope).pathname),
);

self.addEventListener('install', (event) => {
  event.waitUntil(precache());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldCaches().then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  if (event.data?.type === 'skipWaiting') void self.skipWaiting();
  if (event.data?.type === FORGET_MEDIA) forgetMedia();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === 'GET' && url.origin === self.location.origin && isKeptMedia(url.pathname))
    return event.respondWith(mediaFor({ request, path: url.pathname }, (work) => event.waitUntil(work)));
  if (request.method !== 'GET' || url.origin !== self.location.origin || SERVER_ONLY.test(url.pathname))
    return;
  if (request.mode === 'navigate') event.respondWith(navigate(request));
  else if (precached.has(url.pathname)) event.respondWith(fromCache(request, url.pathname));
});

async function precache(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Names of immutable files carry their content: what an older version has is not fetched again.
  await Promise.all(
    [...precached, SHELL].map(async (path) => {
      const kept = path.includes('/immutable/') ? await caches.match(path) : undefined;
      if (kept) await cache.put(path, kept);
      else await cache.add(new Request(path, { cache: 'reload' }));
    }),
  );
}

async function dropOldCaches(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
}

async function fromCache(request: Request, path: string): Promise<Response> {
  return (await caches.match(path, { cacheName: CACHE })) ?? fetch(request);
}

async function navigate(request: Request): Promise<Response> {
  const answer = fetch(request);
  const kept = await shell();
  if (!kept) return answer;
  const usable = answer.then((response) => (response.status < 500 ? response : kept));
  return Promise.race([usable.catch(() => kept), after(NAVIGATION_TIMEOUT_MS).then(() => kept)]);
}

function after(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}

function shell(): Promise<Response | undefined> {
  return caches.match(SHELL, { cacheName: CACHE });
}
