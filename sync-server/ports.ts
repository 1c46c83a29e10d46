import { getRandomValues } from 'node:crypto';

/** Server time. Leases, expiry and rate limits ask it and nothing else. */
export type Clock = { nowMs(): number };

/** Bytes for ids, tokens and salts. */
export type Random = { bytes(count: number): Uint8Array };

export type Log = {
  debug(event: string, details?: Record<string, unknown>): void;
  info(event: string, details?: Record<string, unknown>): void;
  warn(event: string, details?: Record<string, unknown>): void;
  error(event: string, details?: Record<string, unknown>): void;
};

/** Clocks are always a little wrong; a step is more than that. */
const STEP_MS = 1000;

/**
 * Never goes back, also when the machine's clock is put back: it goes on from where it stood, until that one is put
 * forward again. A lease, a poll or a pause would else last longer by as much as the step was.
 */
export function steadyClock(wallMs: () => number, passedMs: () => number): Clock {
  let before = { wallMs: wallMs(), passedMs: passedMs() };
  let aheadMs = 0;
  let atMs = before.wallMs;
  return {
    nowMs() {
      const now = { wallMs: wallMs(), passedMs: passedMs() };
      const stepMs = now.wallMs - before.wallMs - (now.passedMs - before.passedMs);
      if (Math.abs(stepMs) > STEP_MS) aheadMs = Math.max(0, aheadMs - Math.round(stepMs));
      before = now;
      atMs = Math.max(atMs, now.wallMs + aheadMs);
      return atMs;
    },
  };
}

export const systemClock: Clock = steadyClock(Date.now, () => performance.now());
export const systemRandom: Random = { bytes: randomBytes };

const POOL_BYTES = 4096;
const pool = { bytes: new Uint8Array(POOL_BYTES), used: POOL_BYTES };

/** Many at a time: the system is asked for nine as long as for four thousand. What was handed out is wiped here. */
function randomBytes(count: number): Uint8Array {
  if (count > POOL_BYTES / 4) return getRandomValues(new Uint8Array(count));
  if (pool.used + count > POOL_BYTES) {
    getRandomValues(pool.bytes);
    pool.used = 0;
  }
  const taken = pool.bytes.slice(pool.used, pool.used + count);
  pool.bytes.fill(0, pool.used, pool.used + count);
  pool.used += count;
  return taken;
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
