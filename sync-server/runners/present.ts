import type { RunnerRecord } from '#shared/runner/protocol.ts';
import type { RunnersHere } from './runners-here.ts';
import type { StoredRunner } from './store.ts';

/** What the pages are shown of a runner. */
export function presentRunner(runner: StoredRunner, here: RunnersHere): RunnerRecord {
  const { id, name, isLocal, isPaused, kinds, slots, tools, busy, seenAtMs } = runner;
  return {
    id,
    name,
    isLocal,
    isPaused,
    isHere: here.isHere(id, seenAtMs),
    seenAt: here.seenAtMs(id, seenAtMs),
    kinds,
    slots,
    tools,
    busy,
  };
}
