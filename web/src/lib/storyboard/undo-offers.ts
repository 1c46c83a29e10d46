import type { Toasts } from '#lib/ui/toasts.svelte.ts';
import { CANCEL_TEXT } from '#shared/russian/storyboard-text.ts';

/** Messages that offer to take back what was just done. */
export class UndoOffers {
  readonly #toasts: Toasts;
  #open: { id: number; outlives: boolean }[] = [];

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  /** `outlives`: the act stays the right one whatever is done after it. */
  show(text: string, run: () => void, { outlives }: { outlives: boolean }): void {
    const id = this.#toasts.show(text, { label: CANCEL_TEXT, run });
    this.#open.push({ id, outlives });
  }

  /** Once something else was done, «Отменить» of a message would take back the wrong step. */
  closeOvertaken(): void {
    for (const { id, outlives } of this.#open) if (!outlives) this.#toasts.close(id);
    this.#open = this.#open.filter(({ outlives }) => outlives);
  }

  /** A message must outlive neither what it speaks of nor the document it would write into. */
  close(): void {
    for (const { id } of this.#open.splice(0)) this.#toasts.close(id);
  }
}
