import type { Command } from '#lib/keys/command.ts';
import type { Commands, Found } from '#lib/keys/commands.svelte.ts';
import { keysText } from '#shared/russian/keys-text.ts';
import { rank } from './rank.ts';

const SHOWN_MAX = 40;

/** What the palette shows for the words typed, best first. Equals keep their order: the page's own commands lead. */
export function listFound(
  commands: Pick<Commands, 'list' | 'find'>,
  query: string,
  { isMac }: { isMac: boolean },
): Found[] {
  const own = commands.list.flatMap((command) => foundCommand(command, query, isMac));
  return [...own, ...commands.find(query)].sort((a, b) => b.rank - a.rank).slice(0, SHOWN_MAX);
}

function foundCommand(
  { id, title, group, keys, run, isEnabled }: Command,
  query: string,
  isMac: boolean,
): Found[] {
  if (!run || isEnabled?.() === false) return [];
  // English words come last: they stand for people who know the names of things from elsewhere.
  const how = Math.max(rank(title, query), rank(id.replaceAll('.', ' '), query) - 1);
  const [first] = keys ?? [];
  return how > 0
    ? [{ id, title, group, rank: how, run, ...(first && { hint: keysText(first, isMac) }) }]
    : [];
}
