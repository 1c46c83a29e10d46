type Point = { x: number; y: number };
export type Anchor = { getBoundingClientRect: () => DOMRect } | Point;

const GAP_PX = 4;

/** Under the anchor, or above where there is no room under it; never outside the window. */
export function placeMenu(menu: HTMLElement, anchor: Anchor, at: 'start' | 'middle' = 'start'): void {
  const box =
    'getBoundingClientRect' in anchor
      ? anchor.getBoundingClientRect()
      : new DOMRect(anchor.x, anchor.y, 0, 0);
  const { offsetWidth: width, offsetHeight: height } = menu;
  const isUnder = box.bottom + GAP_PX + height <= innerHeight || box.top < height + GAP_PX;
  const top = isUnder ? box.bottom + GAP_PX : box.top - GAP_PX - height;
  const isToTheRight = box.left + width <= innerWidth;
  const start = isToTheRight ? box.left : box.right - width;
  const left = at === 'middle' ? (box.left + box.right - width) / 2 : start;
  menu.style.left = `${within(left, innerWidth - width)}px`;
  menu.style.top = `${within(top, innerHeight - height)}px`;
}

function within(place: number, last: number): number {
  return Math.max(GAP_PX, Math.min(place, last - GAP_PX));
}
