import type { Fault } from './fault.ts';

export type Result<T> = { ok: true; value: T } | { ok: false; fault: Fault };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(fault: Fault): { ok: false; fault: Fault } {
  return { ok: false, fault };
}
