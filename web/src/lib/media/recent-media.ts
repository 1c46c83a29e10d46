import { RECENT_CACHE } from './media-caches.ts';
import { bytesOf } from './stored-bytes.ts';

const CAP_BYTES = 300 * 1024 ** 2;
const QUOTA_SHARE = 0.2;
/** After a trim there is room for a while. */
const TRIM_TO = 0.9;
/** Adding up the whole cache is not worth it after every picture. */
const TRIM_EVERY = 50;
/** Marking a use writes the picture anew: once in so long is enough to tell what is used from what is not. */
const MARK_EVERY_MS = 12 * 3_600_000;
export const USED_AT = 'x-raskadr-used-at';

export type MediaPorts = {
  caches: Pick<CacheStorage, 'open'>;
  /** How much the browser gives this site; nothing when it does not say. */
  quotaBytes: () => Promise<number | undefined>;
  nowMs: () => number;
};

/**
 * What was looked at lately, the longest unused of it thrown away first. Each entry carries its own time and size, so that a
 * worker that dies has nothing to lose.
 */
export class RecentMedia {
  readonly #ports: MediaPorts;
  #keptSinceTrim = TRIM_EVERY;

  constructor(ports: MediaPorts) {
    this.#ports = ports;
  }

  /** Rejects where even so there is no room: a picture that is not kept comes from the net again. */
  async keep(path: string, response: Response): Promise<void> {
    const cache = await this.#open();
    const stamped = this.#stamped(response);
    const spare = stamped.clone();
    try {
      await cache.put(path, stamped);
    } catch {
      // No room left: half of what is here makes some.
      await this.trim(0.5);
      await cache.put(path, spare);
    }
    if (++this.#keptSinceTrim < TRIM_EVERY) return;
    this.#keptSinceTrim = 0;
    await this.trim();
  }

  /** Whether it is long since this entry was noted as used. What carries no time of ours lies in a cache that nothing leaves. */
  isMarkDue(response: Response): boolean {
    const usedAtMs = response.headers.get(USED_AT);
    return usedAtMs !== null && this.#ports.nowMs() - Number(usedAtMs) >= MARK_EVERY_MS;
  }

  async mark(path: string, response: Response): Promise<void> {
    const cache = await this.#open();
    await cache.put(path, this.#stamped(response));
  }

  /** Throws away the longest unused until the rest is within the cap, or within this share of what there is. */
  async trim(share?: number): Promise<void> {
    const cache = await this.#open();
    const entries = await Promise.all(
      (await cache.keys()).map(async (key) => {
        const found = await cache.match(key);
        return { key, bytes: await bytesOf(found), usedAtMs: Number(found?.headers.get(USED_AT) ?? 0) };
      }),
    );
    let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    const cap = await this.#capBytes();
    if (share === undefined && bytes <= cap) return;
    const goal = share === undefined ? cap * TRIM_TO : bytes * share;
    for (const entry of entries.sort((a, b) => a.usedAtMs - b.usedAtMs)) {
      if (bytes <= goal) return;
      await cache.delete(entry.key);
      bytes -= entry.bytes;
    }
  }

  async #capBytes(): Promise<number> {
    const quota = await this.#ports.quotaBytes().catch(() => undefined);
    return quota === undefined ? CAP_BYTES : Math.min(CAP_BYTES, quota * QUOTA_SHARE);
  }

  #open(): Promise<Cache> {
    return this.#ports.caches.open(RECENT_CACHE);
  }

  #stamped(response: Response): Response {
    const headers = new Headers(response.headers);
    headers.set(USED_AT, String(this.#ports.nowMs()));
    return new Response(response.body, { status: response.status, headers });
  }
}

/** The cache of this browser. */
export function recentMediaHere(): RecentMedia {
  return new RecentMedia({
    caches,
    quotaBytes: async () => (await navigator.storage?.estimate())?.quota,
    nowMs: () => Date.now(),
  });
}
