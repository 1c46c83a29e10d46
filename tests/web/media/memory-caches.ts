/** Cache Storage as far as pictures need it, with room for so many bytes. */
export class MemoryCaches {
  readonly #caches = new Map<string, MemoryCache>();
  roomBytes: number;

  constructor(roomBytes = Number.POSITIVE_INFINITY) {
    this.roomBytes = roomBytes;
  }

  async open(name: string): Promise<Cache> {
    const cache = this.#caches.get(name) ?? new MemoryCache(this);
    this.#caches.set(name, cache);
    // What is asked of it here is all there.
    return cache as unknown as Cache;
  }

  async match(path: string): Promise<Response | undefined> {
    for (const cache of this.#caches.values()) {
      const found = await cache.match(path);
      if (found) return found;
    }
    return undefined;
  }

  get usedBytes(): number {
    return [...this.#caches.values()].reduce((sum, cache) => sum + cache.bytes, 0);
  }

  pathsIn(name: string): string[] {
    return this.#caches.get(name)?.paths() ?? [];
  }
}

class MemoryCache {
  readonly #storage: MemoryCaches;
  readonly #entries = new Map<string, { body: ArrayBuffer; headers: Headers }>();

  constructor(storage: MemoryCaches) {
    this.#storage = storage;
  }

  get bytes(): number {
    return [...this.#entries.values()].reduce((sum, { body }) => sum + body.byteLength, 0);
  }

  paths(): string[] {
    return [...this.#entries.keys()];
  }

  async put(path: string, response: Response): Promise<void> {
    const body = await response.arrayBuffer();
    if (this.#storage.usedBytes + body.byteLength > this.#storage.roomBytes)
      throw new DOMException('no room', 'QuotaExceededError');
    this.#entries.delete(path);
    this.#entries.set(path, { body, headers: response.headers });
  }

  async match(path: string): Promise<Response | undefined> {
    const entry = this.#entries.get(path);
    return entry && new Response(entry.body, { headers: entry.headers });
  }

  async keys(): Promise<string[]> {
    return this.paths();
  }

  async delete(path: string): Promise<boolean> {
    return this.#entries.delete(path);
  }
}
