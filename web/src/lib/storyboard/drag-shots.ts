import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import type { DragLocationHistory } from '@atlaskit/pragmatic-drag-and-drop/types';
import { ShotId } from '#shared/ids.ts';
import { selectedText } from '#shared/russian/storyboard-text.ts';
import type { Landing } from '#shared/storyboard/beside.ts';
import type { BoardDesk } from './board-desk.svelte.ts';
import { EdgeScroll } from './edge-scroll.ts';

/** Shots are dragged by pointer, the selected ones along with the one that is taken. A finger holds to select instead. */
export function dragShots(desk: BoardDesk, list: HTMLElement): () => void {
  let letGo = () => {};
  // Only the card under the pointer can be taken: a thousand of them would be a thousand registrations.
  const onpointerdown = ({ target }: PointerEvent) => {
    const card = target instanceof Element ? target.closest('[data-shot]') : null;
    const id = ShotId.safeParse(card?.getAttribute('data-shot'));
    letGo();
    letGo = card instanceof HTMLElement && id.success ? makeDraggable(desk, id.data, card) : () => {};
  };
  list.addEventListener('pointerdown', onpointerdown);
  return combine(dropShots(desk, list), () => {
    list.removeEventListener('pointerdown', onpointerdown);
    letGo();
  });
}

function makeDraggable(desk: BoardDesk, id: ShotId, element: HTMLElement): () => void {
  return draggable({
    element,
    getInitialData: () => ({ shot: id }),
    canDrag: () => desk.canEdit && desk.editing?.id !== id && !desk.view.carried,
    onGenerateDragPreview: ({ nativeSetDragImage }) => {
      const { length } = desk.meant(id);
      if (length > 1) nativeSetDragImage?.(previewOf(length), -12, -12);
    },
  });
}

/** The browser takes its picture of the element at once; it is gone before the next frame. */
function previewOf(count: number): HTMLElement {
  const preview = document.createElement('div');
  preview.className = 'drag-preview';
  preview.textContent = selectedText(count);
  document.body.append(preview);
  requestAnimationFrame(() => preview.remove());
  return preview;
}

/** The whole list is one drop target: a thousand of them would cost a thousand listeners. */
function dropShots(desk: BoardDesk, list: HTMLElement): () => void {
  const scroll = new EdgeScroll(list);
  // The browser has found it already; to ask again costs as much as everything else in a frame.
  let under: EventTarget | null = null;
  const ondragover = ({ target }: DragEvent) => {
    under = target;
  };
  list.addEventListener('dragover', ondragover);
  return combine(
    dropTargetForElements({ element: list }),
    () => list.removeEventListener('dragover', ondragover),
    () => scroll.stop(),
    monitorForElements({
      onDragStart: ({ source }) => desk.moves.lift(desk.meant(ShotId.parse(source.data.shot))),
      onDrag: ({ location }) => {
        const { clientX, clientY } = location.current.input;
        scroll.follow(clientX, clientY);
        desk.moves.landing = landingOf(list, { location, target: under });
      },
      onDrop: ({ location, source }) => {
        scroll.stop();
        // Asked anew: `onDrag` waits for a frame, and a quick hand drops before it.
        const { clientX, clientY } = location.current.input;
        const target = document.elementFromPoint(clientX, clientY);
        const landing = landingOf(list, { location, target });
        const ids = desk.meant(ShotId.parse(source.data.shot));
        desk.moves.lift([]);
        desk.moves.landing = undefined;
        if (landing) desk.moves.land(ids, landing);
      },
    }),
  );
}

/** Before or after the shot under the pointer; in the empty rest of a row, after the nearest one. */
function landingOf(
  list: HTMLElement,
  { location, target }: { location: DragLocationHistory; target: EventTarget | null },
): Landing | undefined {
  const { dropTargets, input } = location.current;
  if (dropTargets.length === 0) return undefined;
  const { clientX: x, clientY: y } = input;
  const card = target instanceof Element ? target.closest('[data-shot]') : null;
  const under = card ?? nearestInRow(list, x, y);
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
