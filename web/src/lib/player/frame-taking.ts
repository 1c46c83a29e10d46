import type { BoxDesk } from '#lib/box/box-desk.svelte.ts';
import type { Toasts } from '#lib/ui/toasts.svelte.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import type { ShotId } from '#shared/ids.ts';
import type { FrameMoment } from '#shared/jobs/frame-work.ts';
import { boxTitleText } from '#shared/russian/box-text.ts';
import { FRAME_TAKEN_TEXT, FRAME_WAITS_TEXT, frameGoesText } from '#shared/russian/player-text.ts';
import { takeFrame } from './take-frame.ts';

type Desk = Pick<BoxDesk, 'engine' | 'ledger' | 'neighbour' | 'placeOf'>;

/** Frames of films as pictures, of the film's own shot or of the one after it. */
export class FrameTaking {
  readonly #desk: Desk;
  readonly #toasts: Pick<Toasts, 'show'>;

  constructor(desk: Desk, toasts: Pick<Toasts, 'show'>) {
    this.#desk = desk;
    this.#toasts = toasts;
  }

  hasNext(shot: ShotId): boolean {
    return this.#desk.neighbour(shot, 1) !== undefined;
  }

  async take(film: AssetRecord, at: FrameMoment, into: 'here' | 'next'): Promise<void> {
    const next = this.#desk.neighbour(film.shot, 1);
    if (into === 'next' && !next) return;
    const shot = into === 'next' && next ? next.id : film.shot;
    const resultsOf = (take: string) =>
      [...this.#desk.ledger.assets.values()].flatMap((asset) => (asset.take === take ? [asset.id] : []));
    const outcome = await takeFrame(this.#desk.engine, { film, at, shot, resultsOf });
    this.#toasts.show(outcome === 'taken' ? FRAME_TAKEN_TEXT : this.#goesText(next, into));
  }

  #goesText(next: ReturnType<Desk['neighbour']>, into: 'here' | 'next'): string {
    if (into === 'here' || !next) return FRAME_WAITS_TEXT;
    return frameGoesText(boxTitleText(this.#desk.placeOf(next.id) + 1, next.title));
  }
}
