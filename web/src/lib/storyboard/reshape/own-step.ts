import type { Act, SyncEngine } from '#lib/sync/engine.ts';
import type { OwnStep } from '#lib/undo/command-stack.ts';

/** How an act is taken back and done again; each is made anew, from what stands on the device then. */
export type Reversible = { undo: () => Promise<Act>; redo: () => Promise<Act> };

/** Acts of a step run one after another, however quickly a person goes back and forth. */
export function ownStep(
  engine: SyncEngine,
  { undo, redo }: Reversible,
  onfailed: (error: unknown) => void,
): OwnStep {
  let last: Promise<void> = Promise.resolve();
  const run = (make: () => Promise<Act>) => {
    last = last.then(async () => engine.act(await make())).catch(onfailed);
  };
  return { undo: () => run(undo), redo: () => run(redo) };
}
