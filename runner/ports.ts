import { getRandomValues } from 'node:crypto';
import { setTimeout as timer } from 'node:timers/promises';
import { createUlid } from '#shared/ulid.ts';

/** Durations only: what hour it is, the server says. */
export type Clock = {
  nowMs(): number;
  /** Ends early, and quietly, when the signal comes. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
};

export type Log = {
  debug(event: string, details?: Record<string, unknown>): void;
  info(event: string, details?: Record<string, unknown>): void;
  warn(event: string, details?: Record<string, unknown>): void;
  error(event: string, details?: Record<string, unknown>): void;
};

/**
 * Never goes back, and goes on while the machine sleeps: the monotonic clock of some systems stands still then, so
 * whichever of the two clocks has moved further counts. A wall clock that is put forward costs a heartbeat.
 */
export function createClock(
  readings = { steadyMs: () => performance.now(), wallMs: () => Date.now() },
): Clock {
  let steady = readings.steadyMs();
  let wall = readings.wallMs();
  let total = 0;
  return {
    nowMs() {
      const [nextSteady, nextWall] = [readings.steadyMs(), readings.wallMs()];
      total += Math.max(nextSteady - steady, nextWall - wall, 0);
      steady = nextSteady;
      wall = nextWall;
      return total;
    },
    wait: (ms, signal) => timer(ms, undefined, { signal }).catch(() => undefined),
  };
}

export function newUlid(): string {
  return createUlid({
    nowMs: Date.now,
    randomByte: () => getRandomValues(new Uint8Array(1))[0] ?? 0,
  });
}
