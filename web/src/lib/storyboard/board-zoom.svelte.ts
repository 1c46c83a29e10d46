const SIZE_MIN_PX = 140;
const SIZE_MAX_PX = 420;
const SIZE_STEP_PX = 20;
const STRIP = 0;
const USUAL = 1 + (220 - SIZE_MIN_PX) / SIZE_STEP_PX;

/** A page narrower than this shows more in a row than its room would: a phone has three columns, two and one. */
const FULL_WIDTH_PX = 560;

/** From one strip over cards of 140–420 px to two columns, or to one where two would be small. */
export const ZOOM_MAX = 2 + (SIZE_MAX_PX - SIZE_MIN_PX) / SIZE_STEP_PX;

const GAP_PX = 12;
const FITTED_GAP_PX = 4;
/** Smaller than that no picture is seen any more: then the list is longer than the window. */
const FITTED_MIN_PX = 28;
/** Around the list; a first guess of its width saves the first layout. */
const PAGE_MARGIN_PX = 16;
/** Number, title, state and seconds under the picture; the style sheet of a card has the same figure. */
const FOOT_PX = 60;
const NARROW_PX = 158;
const STRIP_HEIGHT_PX = 180;
const STRIP_SECOND_PX = 48;
const STRIP_WIDTH_MIN_PX = 128;
const STRIP_WIDTH_MAX_PX = 640;

type Kept = { step: number; isFromAbove: boolean; isFitted: boolean };

/** How large the shots are shown; kept per project on this device. */
export class BoardZoom {
  readonly #key: string;
  step = $state(USUAL);
  /** «Вид с высоты»: pictures only. */
  isFromAbove = $state(false);
  /** Of the list, as the browser last told; no key press asks the layout. */
  widthPx = $state(document.documentElement.clientWidth - 2 * (PAGE_MARGIN_PX - GAP_PX / 2));
  /** Width by height of a picture. */
  ratio = $state(16 / 9);

  /** Seen from above everything fits the window, until a size is asked for. */
  isFitted = $state(false);
  /** Room below the tools of the page, and how many shots want it. */
  roomPx = $state(0);
  count = $state(0);
  gapPx: number = $derived(this.isFitted ? FITTED_GAP_PX : GAP_PX);
  isStrip: boolean = $derived(this.step === STRIP && !this.isFitted);
  columns: number = $derived(this.#countColumns());
  cellPx: number = $derived(this.widthPx > 0 ? Math.floor(this.widthPx / Math.max(1, this.columns)) : 0);
  pictureHeightPx: number = $derived(
    this.isStrip ? STRIP_HEIGHT_PX : Math.round(Math.max(0, this.cellPx - this.gapPx) / this.ratio),
  );
  heightPx: number = $derived(this.pictureHeightPx + this.gapPx + (this.isFromAbove ? 0 : FOOT_PX));

  constructor(project: string) {
    this.#key = `raskadr.board.${project}`;
    const kept = readKept(this.#key);
    this.step = kept.step;
    this.isFromAbove = kept.isFromAbove;
    this.isFitted = kept.isFromAbove && kept.isFitted;
  }

  #countColumns(): number {
    return this.isFitted ? this.#fittedColumns() : this.#columnsAt(this.step);
  }

  /** The fewest with which all rows have room. */
  #fittedColumns(): number {
    const most = Math.max(1, Math.floor(this.widthPx / FITTED_MIN_PX));
    for (let columns = 1; columns < most; columns++) {
      const heightPx = (Math.floor(this.widthPx / columns) - FITTED_GAP_PX) / this.ratio + FITTED_GAP_PX;
      if (Math.ceil(this.count / columns) * (heightPx + 1) <= this.roomPx) return columns;
    }
    return most;
  }

  #columnsAt(step: number): number {
    if (step === STRIP) return Number.POSITIVE_INFINITY;
    const isNarrow = this.widthPx < FULL_WIDTH_PX;
    if (step === ZOOM_MAX) return isNarrow ? 1 : 2;
    const share = isNarrow ? this.widthPx / FULL_WIDTH_PX : 1;
    const sizePx = (SIZE_MIN_PX + (step - 1) * SIZE_STEP_PX) * share;
    return Math.max(isNarrow ? 1 : 2, Math.floor(this.widthPx / (sizePx + GAP_PX)));
  }

  /** To the next size that looks different; on a narrow page several of them look alike. */
  change(by: 1 | -1): void {
    let next = this.step + by;
    while (next > STRIP && next < ZOOM_MAX && this.#columnsAt(next) === this.columns) next += by;
    this.set(next);
  }

  /** Of the whole list, when only a part of it stands yet. */
  listHeightPx(count: number): number {
    return this.isStrip ? this.heightPx : Math.ceil(count / this.columns) * this.heightPx;
  }

  /** In the strip a shot is as wide as it is long. */
  stripWidthPx(planS: number | null): number {
    const widthPx = (planS ?? 3) * STRIP_SECOND_PX;
    return Math.max(STRIP_WIDTH_MIN_PX, Math.min(widthPx, STRIP_WIDTH_MAX_PX));
  }

  /** Too narrow for more than the state and the seconds. */
  isNarrow(planS: number | null): boolean {
    return (this.isStrip ? this.stripWidthPx(planS) : this.cellPx) < NARROW_PX;
  }

  set(step: number): void {
    this.isFitted = false;
    this.step = Math.max(STRIP, Math.min(Math.round(step), ZOOM_MAX));
    this.#keep();
  }

  toggleFromAbove(): void {
    this.isFromAbove = !this.isFromAbove;
    this.isFitted = this.isFromAbove;
    this.#keep();
  }

  #keep(): void {
    localStorage.setItem(
      this.#key,
      JSON.stringify({ step: this.step, isFromAbove: this.isFromAbove, isFitted: this.isFitted }),
    );
  }
}

function readKept(key: string): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    if (typeof kept !== 'object' || kept === null)
      return { step: USUAL, isFromAbove: false, isFitted: false };
    const step = 'step' in kept && typeof kept.step === 'number' ? kept.step : USUAL;
    return {
      step: Math.max(STRIP, Math.min(Math.round(step), ZOOM_MAX)),
      isFromAbove: 'isFromAbove' in kept && kept.isFromAbove === true,
      isFitted: 'isFitted' in kept && kept.isFitted === true,
    };
  } catch {
    return { step: USUAL, isFromAbove: false, isFitted: false };
  }
}
