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

export const systemClock: Clock = { nowMs: () => Date.now() };
export const systemRandom: Random = { bytes: (count) => getRandomValues(new Uint8Array(count)) };

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
