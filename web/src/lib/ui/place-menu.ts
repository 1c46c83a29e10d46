type Point = { x: number; y: number };
export type Anchor = { getBoundingClientRect: () => DOMRect } | Point;

const GAP_PX = 4;

/** Under the anchor, or above where there is no room under it; never outside the window. */
export function placeMenu(menu: HTMLElement, anchor: Anchor): void {
  const at =
    'getBoundingClientRect' in anchor
      ? anchor.getBoundingClientRect()
      : new DOMRect(anchor.x, anchor.y, 0, 0);
  const { offsetWidth: width, offsetHeight: height } = menu;
  const isUnder = at.bottom + GAP_PX + height <= innerHeight || at.top < height + GAP_PX;
  const top = isUnder ? at.bottom + GAP_PX : at.top - GAP_PX - height;
  const isToTheRight = at.left + width <= innerWidth;
  const left = isToTheRight ? at.left : at.right - width;
  menu.style.left = `${within(left, innerWidth - width)}px`;
  menu.style.top = `${within(top, innerHeight - height)}px`;
}

function within(place: number, last: number): number {
  return Math.max(GAP_PX, Math.min(place, last - GAP_PX));
}
