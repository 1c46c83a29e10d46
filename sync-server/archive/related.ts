import { clientsOf } from './canonical-state.ts';

/** Two copies of one project have edits of the same clients; an empty document is related to everything. */
export function isRelated(a: Uint8Array, b: Uint8Array): boolean {
  const [ours, theirs] = [clientsOf(a), clientsOf(b)];
  return ours.size === 0 || theirs.size === 0 || [...ours].some((client) => theirs.has(client));
}
