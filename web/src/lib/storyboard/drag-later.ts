import { whenIdle } from '#lib/when-idle.ts';
import type { BoardDesk } from './board-desk.svelte.ts';

/** Dragging comes when the page is idle, or with the first pointer over the list: no first view waits for it. */
export function dragLater(desk: BoardDesk): (list: HTMLElement) => (() => void) | undefined {
  return (list) => {
    if (!matchMedia('(any-pointer: fine)').matches) return undefined;
    let end: (() => void) | undefined;
    let isGone = false;
    const load = async () => {
      const { dragShots } = await import('./drag-shots.ts');
      if (!isGone) end ??= dragShots(desk, list);
    };
    // Without the net nothing can be fetched that is not here: the shots stay where they are.
    const start = () => void load().catch(() => {});
    const callOff = whenIdle(start);
    list.addEventListener('pointerover', start, { once: true });
    return () => {
      isGone = true;
      callOff();
      list.removeEventListener('pointerover', start);
      end?.();
    };
  };
}
