import { type FrameRate, frameAt, middleOfFrame, USUAL_RATE } from '#shared/media/timecode.ts';
import { LockedPair } from './locked-pair.ts';
import { RateCounter } from './rate-counter.ts';

const FASTEST = 4;

/** Two assets under one hand: films go by one clock, and a film beside a picture by its own. */
export class CompareDeck {
  speed = $state(0);
  atS = $state(0);
  durationS = $state(0);
  /** By how many pictures the second film is ahead of the first one. */
  driftFrames = $state(0);
  counted = $state.raw<FrameRate>();
  #films: [HTMLVideoElement | undefined, HTMLVideoElement | undefined] = [undefined, undefined];
  #pair: LockedPair | undefined;
  #counter = new RateCounter();
  #isOver = false;

  constructor() {
    requestAnimationFrame(this.#turn);
  }

  get rate(): FrameRate {
    return this.counted ?? USUAL_RATE;
  }

  get frame(): number {
    return frameAt(this.atS, this.rate.fps);
  }

  /** Which film is on which side; a side without one has a picture. */
  put(side: 0 | 1, film: HTMLVideoElement | undefined): void {
    if (film === this.#films[side]) return;
    this.#films[side] = film;
    const [first, second] = this.#films;
    this.#pair = first && second ? new LockedPair(first, second) : undefined;
    const leader = first ?? second;
    this.counted = undefined;
    this.#counter = new RateCounter();
    if (!leader) return;
    leader.loop = true;
    this.#count(leader);
    // The one that has just come goes where the other one is.
    if (this.atS > 0) leader.currentTime = this.atS;
    this.play(this.speed === 0 && this.atS > 0 ? 0 : Math.max(1, this.speed));
  }

  play(speed: number): void {
    this.speed = Math.min(speed, FASTEST);
    const leader = this.#leader;
    if (speed > 0 && this.#pair) this.#pair.play(this.speed);
    else if (speed > 0 && leader) {
      leader.playbackRate = this.speed;
      void leader.play().catch(() => {});
    } else if (this.#pair) this.#pair.pause();
    else leader?.pause();
  }

  toggle(): void {
    this.play(this.speed === 0 ? 1 : 0);
  }

  faster(): void {
    this.play(this.speed === 0 ? 1 : this.speed * 2);
  }

  step(frames: number): void {
    this.play(0);
    const { fps } = this.rate;
    this.seek(middleOfFrame(frameAt(this.atS, fps) + frames, fps));
  }

  seek(toS: number): void {
    const atS = Math.min(Math.max(0, toS), Math.max(0, this.durationS - 0.5 / this.rate.fps));
    this.atS = atS;
    if (this.#pair) this.#pair.seek(atS);
    else if (this.#leader) this.#leader.currentTime = atS;
  }

  close(): void {
    this.#isOver = true;
  }

  get #leader(): HTMLVideoElement | undefined {
    return this.#films[0] ?? this.#films[1];
  }

  #count(leader: HTMLVideoElement): void {
    if (!('requestVideoFrameCallback' in leader)) return;
    const onframe = (_: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      if (this.#isOver || this.#leader !== leader) return;
      this.counted = this.#counter.seen(mediaTime);
      leader.requestVideoFrameCallback(onframe);
    };
    leader.requestVideoFrameCallback(onframe);
  }

  readonly #turn = () => {
    if (this.#isOver) return;
    const leader = this.#leader;
    if (leader) {
      this.#pair?.tick(this.rate.fps);
      // The browser may not let it begin, and another sound stops it.
      if (this.speed > 0 && !(this.#pair?.isPlaying ?? !leader.paused)) this.speed = 0;
      if (!leader.seeking) this.atS = leader.currentTime;
      if (Number.isFinite(leader.duration)) this.durationS = leader.duration;
      this.driftFrames = this.#pair ? Math.round(this.#pair.driftS * this.rate.fps * 10) / 10 : 0;
    }
    requestAnimationFrame(this.#turn);
  };
}
