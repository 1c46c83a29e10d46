import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock, Random } from '../ports.ts';

const CODE_BYTES = 16;
const LIVES_MS = 30 * 60 * 1000;

/** The one-time code of the first account. It lives in memory only: a restart prints a new one. */
export class SetupCode {
  readonly #clock: Clock;
  readonly #random: Random;
  #current: { hash: Buffer; issuedAtMs: number } | undefined;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  issue(): string {
    const code = Buffer.from(this.#random.bytes(CODE_BYTES)).toString('base64url');
    this.#current = { hash: hashOf(code), issuedAtMs: this.#clock.nowMs() };
    return code;
  }

  matches(code: string): boolean {
    const current = this.#current;
    if (!current || this.#clock.nowMs() - current.issuedAtMs >= LIVES_MS) return false;
    return timingSafeEqual(hashOf(code), current.hash);
  }

  spend(): void {
    this.#current = undefined;
  }
}

function hashOf(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}
