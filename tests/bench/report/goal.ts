import type { SystemKey } from '../servers/system.ts';
import type { Goal, Row, Values } from './row.ts';

const peerKeys: SystemKey[] = ['yWebsocket', 'hocuspocus', 'hocuspocusEager', 'bullmq', 'bare'];

export function atMost(limit: number): Goal {
  return { text: `≤ ${limit}`, isMet: ({ ours }) => (isNumber(ours) ? ours <= limit : null) };
}

export function atLeast(limit: number): Goal {
  return { text: `≥ ${limit}`, isMet: ({ ours }) => (isNumber(ours) ? ours >= limit : null) };
}

export function exactly(value: number): Goal {
  return { text: `= ${value}`, isMet: ({ ours }) => (isNumber(ours) ? ours === value : null) };
}

/** At most `factor` times the best of the named peers (all, when none is named). */
export function withinTimes(factor: number, keys: SystemKey[] = peerKeys): Goal {
  return {
    text: `≤ ${factor}×`,
    isMet(values) {
      const ratio = ratioToBest(values, keys);
      return ratio === null ? null : ratio <= factor;
    },
  };
}

/** The best peer is the one with the least of it, or, where more is better, the one with the most. */
export function ratioToBest(
  values: Values,
  keys: SystemKey[] = peerKeys,
  better: Row['better'] = 'less',
): number | null {
  const peers = keys.map((key) => values[key]).filter(isNumber);
  if (!isNumber(values.ours) || peers.length === 0) return null;
  const best = better === 'more' ? Math.max(...peers) : Math.min(...peers);
  return best === 0 ? null : values.ours / best;
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
