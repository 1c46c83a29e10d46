import { expect, test } from 'vitest';
import { RECENT_CACHE } from '#lib/media/media-caches.ts';
import { RecentMedia } from '#lib/media/recent-media.ts';
import { MemoryCaches } from './memory-caches.ts';

const DAY_MS = 24 * 3_600_000;

function aDevice({ quotaBytes, roomBytes }: { quotaBytes?: number; roomBytes?: number } = {}) {
  const storage = new MemoryCaches(roomBytes);
  const clock = { nowMs: 1 };
  const start = () =>
    new RecentMedia({ caches: storage, quotaBytes: async () => quotaBytes, nowMs: () => clock.nowMs++ });
  return { storage, clock, start, paths: () => storage.pathsIn(RECENT_CACHE) };
}

function aPicture(bytes = 100): Response {
  return new Response(new Uint8Array(bytes), { headers: { 'content-length': String(bytes) } });
}

test('M45: what was not looked at for the longest time goes first, by bytes and not by number', async () => {
  const { start, paths, clock, storage } = aDevice({ quotaBytes: 5000 });
  const recent = start();
  for (let n = 0; n < 10; n++) await recent.keep(`/${n}`, aPicture());
  clock.nowMs += DAY_MS;
  const cache = await storage.open(RECENT_CACHE);
  const found = await cache.match('/0');
  expect(found && recent.isMarkDue(found)).toBe(true);
  if (found) await recent.mark('/0', found);
  await recent.keep('/large', aPicture(600));
  await recent.trim();
  // 20 % of the quota are 1000 bytes; a tenth of them stays free.
  expect(paths().sort()).toEqual(['/0', '/8', '/9', '/large'].sort());
});

test('M45: a use of today is not written down again, and what is pinned is never marked', async () => {
  const { start, storage } = aDevice();
  const recent = start();
  await recent.keep('/a', aPicture());
  const found = await (await storage.open(RECENT_CACHE)).match('/a');
  expect(found && recent.isMarkDue(found)).toBe(false);
  expect(recent.isMarkDue(aPicture())).toBe(false);
});

test('M45: a full device makes room by half of what is there, and where there is none the picture is let go', async () => {
  const { start, paths } = aDevice({ roomBytes: 1000 });
  const recent = start();
  for (let n = 0; n < 10; n++) await recent.keep(`/${n}`, aPicture());
  await recent.keep('/new', aPicture());
  expect(paths()).toEqual(['/5', '/6', '/7', '/8', '/9', '/new']);
  await expect(recent.keep('/too-large', aPicture(2000))).rejects.toThrow('no room');
  expect(paths()).toContain('/new');
});

test('M45: a worker that died between two pictures goes on with the same times and sizes', async () => {
  const { start, paths } = aDevice({ quotaBytes: 2500 });
  const first = start();
  for (let n = 0; n < 5; n++) await first.keep(`/${n}`, aPicture());
  // The next one trims with its first picture: it cannot know what the last one left undone.
  await start().keep('/5', aPicture());
  expect(paths()).toEqual(['/2', '/3', '/4', '/5']);
});
