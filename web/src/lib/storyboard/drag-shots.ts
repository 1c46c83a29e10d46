import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import type { DragLocationHistory } from '@atlaskit/pragmatic-drag-and-drop/types';
import { ShotId } from '#shared/ids.ts';
import type { BoardDesk, Landing } from './board-desk.svelte.ts';

/** Makes one shot draggable by pointer. */
export function dragShot(desk: BoardDesk, id: ShotId): (element: HTMLElement) => () => void {
  return (element) =>
    draggable({
      element,
      getInitialData: () => ({ shot: id }),
      canDrag: () => desk.renamingId !== id && !desk.carried,
    });
}

/** The whole list is one drop target: a thousand of them would cost a thousand listeners. */
export function dropShots(desk: BoardDesk): (list: HTMLElement) => () => void {
  return (list) =>
    combine(
      dropTargetForElements({ element: list }),
      monitorForElements({
        onDragStart: ({ source }) => {
          desk.draggedId = ShotId.parse(source.data.shot);
        },
        onDrag: ({ location }) => {
          desk.landing = landingOf(list, location);
        },
        onDrop: ({ location }) => {
          const { draggedId } = desk;
          // Asked anew: `onDrag` waits for a frame, and a quick hand drops before it.
          const landing = landingOf(list, location);
          desk.draggedId = undefined;
          desk.landing = undefined;
          if (draggedId && landing) desk.land(draggedId, landing);
        },
      }),
    );
}

/** Before or after the shot under the pointer; in the empty rest of a row, after the nearest one. */
function landingOf(list: HTMLElement, { current }: DragLocationHistory): Landing | undefined {
  if (current.dropTargets.length === 0) return undefined;
  const { clientX: x, clientY: y } = current.input;
  const under = document.elementFromPoint(x, y)?.closest('[data-shot]') ?? nearestInRow(list, x, y);
  const id = ShotId.safeParse(under?.getAttribute('data-shot'));
  if (!under || !id.success) return undefined;
  const box = under.getBoundingClientRect();
  return { id: id.data, edge: x < box.left + box.width / 2 ? 'before' : 'after' };
}

function nearestInRow(list: HTMLElement, x: number, y: number): Element | undefined {
  let nearest: Element | undefined;
  let distance = Number.POSITIVE_INFINITY;
  for (const shot of list.querySelectorAll('[data-shot]')) {
    const box = shot.getBoundingClientRect();
    if (y < box.top || y > box.bottom) continue;
    const gap = Math.abs(x - (box.left + box.width / 2));
    if (gap < distance) [nearest, distance] = [shot, gap];
  }
  return nearest;
}
