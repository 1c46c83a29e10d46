import { isOwnKeys } from '#lib/ui/keyboard.ts';
import type { Keys } from '#shared/russian/keys-text.ts';

/** One thing a page can do: for the keyboard, the palette and the list of shortcuts alike. */
export type Command = {
  /** English words with dots between; the palette finds a command by them too. */
  id: string;
  title: string;
  group: string;
  /** The first one is shown beside the title. */
  keys?: readonly Keys[];
  /** The part of the page that has the focus listens for the keys itself; here they are only told of. */
  hasOwnKeys?: true;
  /** Nothing for what makes sense by its keys alone. */
  run?: () => void;
  isEnabled?: () => boolean;
};

export function isMeant({ code, command = false, shift = false }: Keys, event: KeyboardEvent): boolean {
  return (
    event.code === code &&
    !event.altKey &&
    event.shiftKey === shift &&
    (event.ctrlKey || event.metaKey) === command
  );
}

/** The command that a key means here and now. Letters in a text are letters; keys go by their place, not by the layout. */
export function findMeant(commands: readonly Command[], event: KeyboardEvent): Command | undefined {
  if (event.defaultPrevented || event.isComposing || isOwnKeys(event.target)) return undefined;
  return commands.find(
    ({ run, keys, hasOwnKeys, isEnabled }) =>
      run && !hasOwnKeys && keys?.some((wanted) => isMeant(wanted, event)) && (isEnabled?.() ?? true),
  );
}
