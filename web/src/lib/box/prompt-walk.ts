/** Where the field stands among the prompts of a shot, and what was typed there before the walk began. */
export type Walk = { at: number; stash: string; wrote: string };

/**
 * One step through earlier prompts, the oldest first in `prompts`: to an older one or back towards what was typed, which
 * comes last. A text that somebody has changed on the way is a new beginning. Nothing when there is no further way.
 */
export function stepThroughPrompts(
  walk: Walk | undefined,
  { by, text, prompts }: { by: 'older' | 'newer'; text: string; prompts: readonly string[] },
): Walk | undefined {
  const isGoingOn = walk !== undefined && walk.wrote === text;
  const stash = isGoingOn ? walk.stash : text;
  // What stands in the field already is no step.
  const ways = withoutRepeats(prompts).filter((prompt) => prompt !== stash);
  const from = isGoingOn && walk.at <= ways.length ? walk.at : ways.length;
  const at = from + (by === 'older' ? -1 : 1);
  if (at < 0 || at > ways.length) return undefined;
  return { at, stash, wrote: ways[at] ?? stash };
}

/** Each text once, where it was used last. */
function withoutRepeats(prompts: readonly string[]): string[] {
  return [...new Set(prompts.filter((prompt) => prompt !== '').toReversed())].reverse();
}
