import { type FrameRate, frameRateOf } from '#shared/media/timecode.ts';

/** So many moments of pictures tell the rate for good. */
const ENOUGH = 48;

/** Counts the pictures of a film while they are seen. */
export class RateCounter {
  #moments: number[] = [];
  #rate: FrameRate | undefined;

  /** The rate as it is known after this picture. The same object as long as nothing new is known. */
  seen(momentS: number): FrameRate | undefined {
    if (this.#moments.length >= ENOUGH) return this.#rate;
    this.#moments.push(momentS);
    const rate = frameRateOf(this.#moments);
    if (rate && (rate.fps !== this.#rate?.fps || rate.isEven !== this.#rate.isEven)) this.#rate = rate;
    return this.#rate;
  }
}
