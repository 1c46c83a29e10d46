import { rank } from '#lib/palette/rank.ts';
import { keysText } from '#shared/russian/keys-text.ts';
import type { Command } from './command.ts';

export type KeyLine = { id: string; title: string; caps: string[] };
export type KeyGroup = { group: string; lines: KeyLine[] };

/** Commands that have keys, under their headings, in the order pages told them. */
export function groupKeys(
  commands: readonly Command[],
  query: string,
  { isMac }: { isMac: boolean },
): KeyGroup[] {
  const shown = commands.filter(({ keys, title }) => keys?.length && rank(title, query) > 0);
  return [...Map.groupBy(shown, ({ group }) => group)].map(([group, list]) => ({
    group,
    lines: list.map(({ id, title, keys = [] }) => ({
      id,
      title,
      // The number pad repeats what stands elsewhere.
      caps: keys.filter(({ code }) => !code.startsWith('Numpad')).map((wanted) => keysText(wanted, isMac)),
    })),
  }));
}
