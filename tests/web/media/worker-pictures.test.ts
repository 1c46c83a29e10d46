import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PINNED, RECENT_CACHE } from '#lib/media/media-caches.ts';
import { MemoryCaches } from './memory-caches.ts';

const SHA = 'ab'.repeat(32);

let storage: MemoryCaches;
let fetched: string[];
/** What the net does with the next question. */
let answer: (path: string) => Promise<Response>;

beforeEach(() => {
  storage = new MemoryCaches();
  fetched = [];
  answer = async (path) => new Response(path);
  vi.stubGlobal('caches', storage);
  vi.stubGlobal('fetch', (request: Request) => {
    const { pathname } = new URL(request.url);
    fetched.push(pathname);
    return answer(pathname);
  });
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function aWorker() {
  const { mediaFor, forgetMedia, isKeptMedia } = await import('../../../web/src/service-worker/pictures.ts');
  const later: Promise<unknown>[] = [];
  const ask = async (form: string, headers: Record<string, string> = {}) => {
    const path = `/media/${SHA}/${form}`;
    const request = new Request(`http://studio${path}`, { headers });
    const response = await mediaFor({ request, path }, (work) => later.push(work));
    return response.text();
  };
  return { ask, forgetMedia, isKeptMedia, settle: () => Promise.all(later) };
}

test('M45: what was looked at is asked for once', async () => {
  const { ask, settle } = await aWorker();
  await ask('w640');
  await settle();
  await ask('w640');
  expect(fetched).toEqual([`/media/${SHA}/w640`]);
});

test('M45: originals and films are kept by nobody here', async () => {
  const { isKeptMedia } = await aWorker();
  const forms = ['w320', 'w640', 'w1600', 'poster', 'peaks', 'proxy', 'original'];
  expect(forms.filter((form) => isKeptMedia(`/media/${SHA}/${form}`))).toEqual(forms.slice(0, 5));
  expect(isKeptMedia(`/r/token/media/${SHA}/w320`)).toBe(false);
});

test('M44: what gets a place of its own is not kept among the recent ones', async () => {
  const { ask, settle } = await aWorker();
  await ask('w320', { [PINNED]: '1' });
  await settle();
  expect(storage.pathsIn(RECENT_CACHE)).toEqual([]);
});

test('M46: a picture that was on its way when all was thrown away is shown and not kept', async () => {
  const { ask, settle, forgetMedia } = await aWorker();
  let arrive = (_: Response) => {};
  answer = () => new Promise((resolve) => (arrive = resolve));
  const asked = ask('w640');
  await vi.waitFor(() => expect(fetched.length).toBe(1));
  forgetMedia();
  arrive(new Response('late'));
  expect(await asked).toBe('late');
  await settle();
  expect(storage.pathsIn(RECENT_CACHE)).toEqual([]);
});

test('M46: a refusal is not kept', async () => {
  const { ask, settle } = await aWorker();
  answer = async () => new Response('no', { status: 404 });
  await ask('w640');
  await settle();
  expect(storage.pathsIn(RECENT_CACHE)).toEqual([]);
});

test('M47: without the net the largest form that is here stands in, and none for an outline', async () => {
  const { ask } = await aWorker();
  const pinned = await storage.open('raskadr-kept-a');
  await pinned.put(`/media/${SHA}/w320`, new Response('small'));
  answer = () => Promise.reject(new TypeError('no net'));
  expect(await ask('w1600')).toBe('small');
  await expect(ask('peaks')).rejects.toThrow('no net');
});
