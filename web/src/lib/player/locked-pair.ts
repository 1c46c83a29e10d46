/** What of a film element two locked films need. */
export type LockedFilm = Pick<
  HTMLMediaElement,
  'currentTime' | 'playbackRate' | 'paused' | 'seeking' | 'readyState' | 'duration'
> & { play(): Promise<void> | undefined; pause(): void };

/** Further apart than this the follower goes there at once; nearer it hurries or tarries. */
const JUMP_S = 0.4;
/** Within this much of a second what is left over is made good. */
const CATCH_UP_S = 0.1;
const SLOWEST = 0.5;
const FASTEST = 2;
/** The leader tarries only for a follower that cannot keep up, and hardly gets away from it. */
const LEADER_PATIENCE_S = 0.03;
const LEADER_SLOWEST = 0.1;
/** Smaller changes of the pace than this are not worth the browser's work. */
const PACE_STEP = 0.02;
const ENOUGH_TO_PLAY = 3;

/**
 * Two films on one clock: that of the leader. The follower is held to its picture, and where it cannot keep up the leader waits.
 * Told to look at both several times a second.
 */
export class LockedPair {
  readonly #leader: LockedFilm;
  readonly #follower: LockedFilm;
  #speed = 1;
  #isHeld = false;

  constructor(leader: LockedFilm, follower: LockedFilm) {
    this.#leader = leader;
    this.#follower = follower;
  }

  /** By how much the follower is ahead of the leader, in seconds. */
  get driftS(): number {
    return this.#follower.currentTime - this.#targetS();
  }

  get isPlaying(): boolean {
    return !this.#leader.paused || this.#isHeld;
  }

  play(speed: number): void {
    this.#speed = speed;
    this.#isHeld = false;
    setPace(this.#leader, speed);
    start(this.#leader);
  }

  pause(): void {
    this.#isHeld = false;
    this.#leader.pause();
    this.tick(24);
  }

  seek(toS: number): void {
    this.#leader.currentTime = toS;
    this.#follower.currentTime = this.#targetS();
  }

  tick(fps: number): void {
    if (!this.isPlaying) this.#stand(1 / fps);
    else if (isBusy(this.#follower)) this.#hold();
    else this.#lead(1 / fps);
  }

  #lead(frameS: number): void {
    const [leader, follower] = [this.#leader, this.#follower];
    if (this.#isHeld) this.#goOn();
    if (isBusy(leader)) follower.pause();
    else if (this.#isPastEnd()) this.#waitAtEnd();
    else {
      if (follower.paused) start(follower);
      this.#keepTogether(frameS);
    }
  }

  #keepTogether(frameS: number): void {
    const [leader, follower] = [this.#leader, this.#follower];
    const { driftS } = this;
    if (Math.abs(driftS) > JUMP_S) {
      follower.currentTime = this.#targetS();
      return;
    }
    const wanted = this.#speed * clamp(1 - driftS / CATCH_UP_S, SLOWEST, FASTEST);
    setPace(follower, Math.abs(driftS) < frameS / 8 ? leader.playbackRate : wanted);
    const behindS = Math.max(0, -driftS - frameS / 4);
    setPace(leader, this.#speed * clamp(1 - behindS / LEADER_PATIENCE_S, LEADER_SLOWEST, 1));
  }

  /** A shorter follower stands at its end. */
  #targetS(): number {
    const { duration } = this.#follower;
    return Number.isFinite(duration)
      ? Math.min(this.#leader.currentTime, duration)
      : this.#leader.currentTime;
  }

  #isPastEnd(): boolean {
    const { duration } = this.#follower;
    return Number.isFinite(duration) && this.#leader.currentTime >= duration;
  }

  #waitAtEnd(): void {
    if (!this.#follower.paused) this.#follower.pause();
    setPace(this.#leader, this.#speed);
  }

  #stand(frameS: number): void {
    const follower = this.#follower;
    if (!follower.paused) follower.pause();
    if (!follower.seeking && Math.abs(this.driftS) > frameS / 4) follower.currentTime = this.#targetS();
  }

  #hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.#leader.pause();
  }

  #goOn(): void {
    this.#isHeld = false;
    start(this.#leader);
  }
}

function isBusy({ seeking, readyState, paused }: LockedFilm): boolean {
  // One that stands has what it shows, and says nothing of what comes.
  return seeking || (readyState < ENOUGH_TO_PLAY && !paused) || readyState < 2;
}

/** What is stopped before it has begun, or may not begin, is no mishap. */
function start(film: LockedFilm): void {
  void film.play()?.catch(() => {});
}

function setPace(film: LockedFilm, pace: number): void {
  if (Math.abs(film.playbackRate - pace) >= PACE_STEP) film.playbackRate = pace;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
