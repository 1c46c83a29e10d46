import { mount, unmount } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import Tooltip from './Tooltip.svelte';

/** Who merely passes by is told nothing. */
const SHOW_AFTER_MS = 450;
/** Long enough to get from the control to its words. */
const HIDE_AFTER_MS = 120;

/** Words about a control that shows a picture: under the pointer and under the keyboard, never under a finger. */
export function tooltip(text: string): Attachment<HTMLElement> {
  return (control) => {
    let shown: Record<string, unknown> | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listening = new AbortController();

    const after = (delayMs: number, act: () => void) => {
      clearTimeout(timer);
      timer = setTimeout(act, delayMs);
    };
    const hide = () => {
      clearTimeout(timer);
      if (shown) void unmount(shown);
      shown = undefined;
    };
    const show = () => {
      // Beside its control: outside an open dialog nothing can be pointed at.
      const target = control.parentElement;
      if (shown || !target || !control.isConnected) return;
      const props = { text, anchor: control, onenter: () => clearTimeout(timer), onleave: hide };
      shown = mount(Tooltip, { target, props });
    };
    const on = (type: keyof HTMLElementEventMap, act: (event: Event) => void) =>
      control.addEventListener(type, act, { signal: listening.signal });

    on('pointerenter', (event) => {
      if (event instanceof PointerEvent && event.pointerType !== 'touch') after(SHOW_AFTER_MS, show);
    });
    on('pointerleave', () => after(HIDE_AFTER_MS, hide));
    on('focus', () => {
      if (control.matches(':focus-visible')) after(SHOW_AFTER_MS, show);
    });
    on('blur', hide);
    on('pointerdown', hide);
    on('click', hide);
    on('keydown', (event) => {
      if (event instanceof KeyboardEvent && event.code === 'Escape') hide();
    });
    // It is placed once: what moves away under it takes it along.
    addEventListener('scroll', hide, { capture: true, passive: true, signal: listening.signal });
    return () => {
      listening.abort();
      hide();
    };
  };
}
