import type { Attachment } from 'svelte/attachments';

const CONTROLS = 'a[href], button, input, select, textarea, [tabindex="0"]';

/** Where the keyboard is, and which rows stand after and before it, nearest first. */
type Held = { control: HTMLElement; row: HTMLElement | undefined; neighbours: HTMLElement[] };

/**
 * For whatever holds a list whose rows go when their buttons are pressed: the keyboard that stood in a row goes on to
 * what is left of the row, else to the next one, else to the one before, else to where `otherwise` says.
 */
export function keepsFocus(otherwise: () => HTMLElement | null | undefined): Attachment<HTMLElement> {
  return (place) => {
    let held: Held | undefined;
    // A dialog that a row has opened gives the keyboard back by itself; until then the row is not left.
    const isOver = (target: EventTarget | null) =>
      target instanceof HTMLElement && target.closest('dialog') !== place.closest('dialog');
    const onfocusin = ({ target }: FocusEvent) => {
      if (!isOver(target)) held = target instanceof HTMLElement ? hold(place, target) : undefined;
    };
    const onfocusout = ({ relatedTarget }: FocusEvent) => {
      if (isOver(relatedTarget)) return;
      if (relatedTarget) held = undefined;
      // Told also when a button goes or is disabled; only who pressed beside it has let it go.
      else
        setTimeout(() => {
          if (held && isLost() && isUsable(held.control)) held = undefined;
        });
    };
    const look = (changes: MutationRecord[]) => {
      if (!held || !isLost()) return;
      const { control, row, neighbours } = held;
      if (control.isConnected) {
        // Moved to another place of the list, or disabled for a while. Disabled, it may come back.
        if (isUsable(control) && changes.some((change) => isOf(control, change))) control.focus();
        return;
      }
      const rows = row ? [row, ...neighbours] : [];
      const next = rows.map(firstControl).find((found) => found !== undefined) ?? otherwise();
      held = undefined;
      next?.focus();
    };
    const observer = new MutationObserver(look);
    observer.observe(place, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    place.addEventListener('focusin', onfocusin);
    place.addEventListener('focusout', onfocusout);
    return () => {
      observer.disconnect();
      queueMicrotask(() => look([]));
    };
  };
}

function hold(place: HTMLElement, control: HTMLElement): Held {
  const rows = [...place.querySelectorAll<HTMLElement>('li')].filter((row) => isOutermost(row, place));
  const at = rows.findIndex((row) => row.contains(control));
  return {
    control,
    row: rows[at],
    neighbours: at < 0 ? [] : [...rows.slice(at + 1), ...rows.slice(0, at).reverse()],
  };
}

function isOutermost(row: HTMLElement, place: HTMLElement): boolean {
  const above = row.parentElement?.closest('li');
  return !above || !place.contains(above);
}

function isOf(control: HTMLElement, { target, removedNodes }: MutationRecord): boolean {
  return target === control || [...removedNodes].some((node) => node.contains(control));
}

function isLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function firstControl(row: HTMLElement): HTMLElement | undefined {
  if (!row.isConnected) return undefined;
  return [...row.querySelectorAll<HTMLElement>(CONTROLS)].find(isUsable);
}

function isUsable(control: HTMLElement): boolean {
  return control.isConnected && !control.matches(':disabled') && control.checkVisibility();
}
