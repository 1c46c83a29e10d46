import { getRandomValues } from 'node:crypto';

/** Server time. Leases, expiry and rate limits ask it and nothing else. */
export type Clock = { nowMs(): number };

/** Bytes for ids, tokens and salts. */
export type Random = { bytes(count: number): Uint8Array };

export type Log = {
  info(event: string, details?: Record<string, unknown>): void;
  warn(event: string, details?: Record<string, unknown>): void;
  error(event: string, details?: Record<string, unknown>): void;
};

export const systemClock: Clock = { nowMs: () => Date.now() };
export const systemRandom: Random = { bytes: (count) => getRandomValues(new Uint8Array(count)) };

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** One JSON line an event, to stderr: newlines and escapes in a value cannot forge a line. */
export function createLineLog(write: (line: string) => void, clock: Clock): Log {
  const line = (level: string) => (event: string, details?: Record<string, unknown>) =>
    write(`${JSON.stringify({ time: new Date(clock.nowMs()).toISOString(), level, event, ...details })}\n`);
  return { info: line('info'), warn: line('warn'), error: line('error') };
}
