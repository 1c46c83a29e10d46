import { fail, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../ports.ts';

const MINUTE_MS = 60_000;
const KEYS_MAX = 10_000;

type Limit = { per: 'address' | 'account'; max: number; windowMs: number };

/** Every endpoint that checks a secret, and how many wrong ones it hears out. A test walks the routes against it. */
export const LIMITS = {
  'POST /api/auth/login': [
    { per: 'address', max: 50, windowMs: 15 * MINUTE_MS },
    { per: 'account', max: 10, windowMs: 15 * MINUTE_MS },
  ],
  'POST /api/me/password': [{ per: 'account', max: 10, windowMs: 15 * MINUTE_MS }],
  'POST /runner/v1/pair': [{ per: 'address', max: 20, windowMs: 15 * MINUTE_MS }],
  'POST /api/setup': [{ per: 'address', max: 10, windowMs: 15 * MINUTE_MS }],
} as const satisfies Record<string, Limit[]>;

export type LimitedRoute = keyof typeof LIMITS;

/** One attempt. Told to have been right, it does not count: limits are for guesses. */
export type Attempt = { wasRight(): void };

/**
 * Counts attempts in memory. The account's own count is kept per address, so nobody can lock another person out
 * from elsewhere.
 */
export class RateLimiter {
  readonly #clock: Clock;
  /** Per key the moments of the attempts; the key used last stands last. */
  readonly #attempts = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  attempt(
    route: LimitedRoute,
    { address, account = '' }: { address: string; account?: string },
  ): Result<Attempt> {
    const nowMs = this.#clock.nowMs();
    const taken: { key: string; limit: Limit }[] = [];
    for (const limit of LIMITS[route]) {
      const key = `${route} ${address}${limit.per === 'account' ? ` ${account}` : ''}`;
      const waitMs = this.#waitMs(key, limit, nowMs);
      if (waitMs > 0) return fail({ code: 'too_many_requests', retryAfterS: Math.ceil(waitMs / 1000) });
      taken.push({ key, limit });
    }
    for (const { key, limit } of taken) this.#take(key, limit, nowMs);
    return ok({
      wasRight: () => {
        for (const { key } of taken) this.#giveBack(key, nowMs);
      },
    });
  }

  #waitMs(key: string, limit: Limit, nowMs: number): number {
    const recent = this.#recent(key, limit, nowMs);
    const first = recent[recent.length - limit.max];
    return first === undefined ? 0 : first + limit.windowMs - nowMs;
  }

  #recent(key: string, limit: Limit, nowMs: number): number[] {
    return (this.#attempts.get(key) ?? []).filter((atMs) => atMs > nowMs - limit.windowMs);
  }

  #take(key: string, limit: Limit, nowMs: number): void {
    const recent = this.#recent(key, limit, nowMs);
    this.#attempts.delete(key);
    this.#attempts.set(key, [...recent, nowMs]);
    for (const oldest of this.#attempts.keys()) {
      if (this.#attempts.size <= KEYS_MAX) break;
      this.#attempts.delete(oldest);
    }
  }

  #giveBack(key: string, atMs: number): void {
    const attempts = this.#attempts.get(key) ?? [];
    const position = attempts.lastIndexOf(atMs);
    if (position >= 0) attempts.splice(position, 1);
    if (attempts.length === 0) this.#attempts.delete(key);
  }
}
