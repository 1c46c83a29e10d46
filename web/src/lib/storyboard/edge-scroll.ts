const EDGE_PX = 72;
const SPEED_MAX_PX = 22;

/** Scrolls on while the pointer stays near an edge of the window; `stop` ends it. */
export class EdgeScroll {
  readonly #element: Element | undefined;
  #frame = 0;
  #x = 0;
  #y = 0;

  /** The element scrolls sideways, the window up and down. */
  constructor(element?: Element) {
    this.#element = element;
  }

  follow(x: number, y: number): void {
    this.#x = x;
    this.#y = y;
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#step());
  }

  #step(): void {
    this.#frame = 0;
    const down = speedAt(this.#y, innerHeight);
    const aside = this.#element ? speedAt(this.#x, innerWidth) : 0;
    if (down !== 0) scrollBy(0, down);
    if (aside !== 0) this.#element?.scrollBy(aside, 0);
    if (down !== 0 || aside !== 0) this.#frame = requestAnimationFrame(() => this.#step());
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }
}

function speedAt(at: number, end: number): number {
  if (at < EDGE_PX) return -SPEED_MAX_PX * Math.min(1, (EDGE_PX - at) / EDGE_PX);
  if (at > end - EDGE_PX) return SPEED_MAX_PX * Math.min(1, (at - end + EDGE_PX) / EDGE_PX);
  return 0;
}
