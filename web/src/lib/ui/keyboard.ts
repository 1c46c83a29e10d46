/** True where a plain key means a letter or an item of a menu, not a command of the page. */
export function isOwnKeys(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  // The page behind a dialog takes no keys, wherever the focus has got to.
  if (document.querySelector('dialog:modal')) return true;
  return (
    target.closest('input, textarea, select, [contenteditable], dialog, [role="dialog"], [role="menu"]') !==
    null
  );
}

export function isPlain(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
}

/** Ctrl, or ⌘ on a Mac. */
export function isCommand(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey;
}
