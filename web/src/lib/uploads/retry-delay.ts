import type { Fault } from '#shared/fault.ts';

const FIRST_MS = 1000;
const MAX_MS = 30_000;
/** Faults that may pass by themselves, but not for ever: after so many tries a person decides. */
const TRIES_MAX = 6;
const PASSING = new Set<Fault['code']>(['unreachable', 'stopping', 'too_many_requests']);
const HOPEFUL = new Set<Fault['code']>([
  'internal',
  'storage_failed',
  'blobs_away',
  'disk_full',
  'wrong_hash',
  'not_found',
  'upload_moved_on',
]);

/** How long to wait before the next try; `undefined` when trying again is of no use. `tries` counts those that failed. */
export function retryDelayMs(fault: Fault, tries: number): number | undefined {
  if (fault.code === 'too_many_requests') return Math.max(FIRST_MS, fault.retryAfterS * 1000);
  if (!PASSING.has(fault.code) && !(HOPEFUL.has(fault.code) && tries < TRIES_MAX)) return undefined;
  return Math.min(MAX_MS, FIRST_MS * 2 ** Math.max(0, tries - 1));
}
