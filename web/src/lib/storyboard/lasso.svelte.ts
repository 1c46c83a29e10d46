import { ShotId } from '#shared/ids.ts';
import type { BoardDesk } from './board-desk.svelte.ts';
import { EdgeScroll } from './edge-scroll.ts';

type Box = { left: number; top: number; right: number; bottom: number };

/** Less than this is a click beside the shots, not a frame around them. */
const START_PX = 5;

/** A frame drawn by the pointer on empty space; in the coordinates of the list. */
export class Lasso {
  readonly #desk: BoardDesk;
  box = $state.raw<Box>();

  constructor(desk: BoardDesk) {
    this.#desk = desk;
  }

  /** Begins at a press that hit no card; follows the pointer until it is let go. */
  start(event: PointerEvent, list: HTMLElement): void {
    if (event.button !== 0 || event.pointerType !== 'mouse' || this.#desk.view.carried) return;
    const kept =
      event.shiftKey || event.ctrlKey || event.metaKey ? this.#desk.selection.ids : new Set<ShotId>();
    const ended = new AbortController();
    const { signal } = ended;
    const scroll = new EdgeScroll(list);
    const from = pointIn(list, event.clientX, event.clientY);
    let cells: { id: ShotId; box: Box }[] | undefined;
    let [x, y] = [event.clientX, event.clientY];

    const draw = () => {
      const to = pointIn(list, x, y);
      const box = boxOf(from, to);
      if (!cells && Math.hypot(to.x - from.x, to.y - from.y) < START_PX) return;
      cells ??= cellsOf(list);
      this.box = box;
      const hit = cells.filter((cell) => meet(cell.box, box)).map(({ id }) => id);
      this.#desk.selection.set([...kept, ...hit], hit[0]);
    };
    const finish = () => {
      ended.abort();
      scroll.stop();
      this.box = undefined;
      // A click beside all shots means none of them.
      if (!cells && kept.size === 0) this.#desk.selection.clear();
    };
    const follow = (move: PointerEvent) => {
      [x, y] = [move.clientX, move.clientY];
      scroll.follow(x, y);
      draw();
    };
    addEventListener('pointermove', follow, { signal });
    addEventListener('scroll', draw, { signal, capture: true, passive: true });
    addEventListener('pointerup', finish, { signal });
    addEventListener('pointercancel', finish, { signal });
    addEventListener('blur', finish, { signal });
    event.preventDefault();
  }
}

function pointIn(list: HTMLElement, clientX: number, clientY: number): { x: number; y: number } {
  const frame = list.getBoundingClientRect();
  return { x: clientX - frame.left + list.scrollLeft, y: clientY - frame.top };
}

function boxOf(a: { x: number; y: number }, b: { x: number; y: number }): Box {
  return {
    left: Math.min(a.x, b.x),
    right: Math.max(a.x, b.x),
    top: Math.min(a.y, b.y),
    bottom: Math.max(a.y, b.y),
  };
}

/** Read once, before anything is written: places do not change while a frame is drawn. */
function cellsOf(list: HTMLElement): { id: ShotId; box: Box }[] {
  const frame = list.getBoundingClientRect();
  const [dx, dy] = [list.scrollLeft - frame.left, -frame.top];
  return [...list.querySelectorAll('[data-shot]')].flatMap((element) => {
    const id = ShotId.safeParse(element.getAttribute('data-shot'));
    const box = element.getBoundingClientRect();
    if (!id.success) return [];
    const { left, right, top, bottom } = box;
    return [{ id: id.data, box: { left: left + dx, right: right + dx, top: top + dy, bottom: bottom + dy } }];
  });
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
