import type { UserId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';

const AT_ONCE_MAX = 4;
const RETRY_AFTER_S = 5;

/** One archive of a person at a time and a few of all: each takes room on the disk and time of the processor. */
export class Turns {
  readonly #taken = new Set<UserId>();

  take(user: UserId): Result<Disposable> {
    if (this.#taken.has(user) || this.#taken.size >= AT_ONCE_MAX)
      return fail({ code: 'too_many_requests', retryAfterS: RETRY_AFTER_S });
    this.#taken.add(user);
    return ok({ [Symbol.dispose]: () => void this.#taken.delete(user) });
  }
}
