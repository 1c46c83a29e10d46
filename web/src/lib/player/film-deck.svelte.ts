import { untrack } from 'svelte';
import { silenceOthers } from '#lib/media/silence-others.ts';
import { type LoopRange, loopedTo, NO_LOOP, shuttled, wentBack, withEdge } from '#shared/media/shuttle.ts';
import { type FrameRate, frameAt, middleOfFrame, USUAL_RATE } from '#shared/media/timecode.ts';
import type { PlayerAct } from './player-keys.ts';
import { RateCounter } from './rate-counter.ts';

/** One film under the hands of a person: how fast it goes, where it stands, and between which edges. */
export class FilmDeck {
  /** Below zero it goes backwards, which a browser cannot: it is led there from place to place. */
  speed = $state(0);
  atS = $state(0);
  durationS = $state(0);
  loop = $state.raw<LoopRange>(NO_LOOP);
  /** Counted from its pictures; nothing before enough of them were seen. */
  counted = $state.raw<FrameRate>();
  isMuted = $state(false);
  volume = $state(1);
  #video: HTMLVideoElement | undefined;
  readonly #counter = new RateCounter();
  #wantedS: number | undefined;
  #tellsPictures = false;

  /** What is known of its length before the browser says more; some files never say it. */
  constructor(durationMs: number | null) {
    this.durationS = (durationMs ?? 0) / 1000;
  }

  get rate(): FrameRate {
    return this.counted ?? USUAL_RATE;
  }

  get frame(): number {
    return frameAt(this.atS, this.rate.fps);
  }

  /** Follows an element till the returned function is called; then nothing of the film is decoded any more. */
  readonly attach = (video: HTMLVideoElement): (() => void) => untrack(() => this.#take(video));

  #take(video: HTMLVideoElement): () => void {
    this.#video = video;
    video.loop = true;
    const listened = new AbortController();
    const on = (name: string, listener: () => void) =>
      video.addEventListener(name, listener, { signal: listened.signal });
    on('durationchange', () => this.#readLength(video));
    on('timeupdate', () => this.#follow(video));
    on('seeked', () => this.#arrived(video));
    on('ended', () => this.#ended(video));
    on('play', () => silenceOthers(video));
    // Whoever else stops it, another sound or the system, has the last word.
    on('pause', () => {
      if (this.speed > 0 && !video.ended) this.speed = 0;
    });
    let isOver = false;
    const onframe = (_: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      if (isOver) return;
      this.#seen(mediaTime);
      video.requestVideoFrameCallback(onframe);
    };
    this.#tellsPictures = 'requestVideoFrameCallback' in video;
    if (this.#tellsPictures) video.requestVideoFrameCallback(onframe);
    this.play(1);
    return () => {
      isOver = true;
      this.speed = 0;
      this.#video = undefined;
      listened.abort();
      video.pause();
      video.removeAttribute('src');
      video.load();
    };
  }

  act(act: PlayerAct): void {
    switch (act.is) {
      case 'toggle':
        this.play(this.speed === 0 ? 1 : 0);
        break;
      case 'stop':
        this.play(0);
        break;
      case 'shuttle':
        this.play(shuttled(this.speed, act.way));
        break;
      case 'step':
        this.step(act.frames);
        break;
      case 'jump':
        this.seek((this.#wantedS ?? this.atS) + act.seconds);
        break;
      case 'begin':
        this.seek(0);
        break;
      case 'end':
        this.play(0);
        this.seek(this.durationS);
        break;
      case 'loopFrom':
        this.#setLoop(withEdge(this.loop, 'from', this.atS));
        break;
      case 'loopTo':
        this.#setLoop(withEdge(this.loop, 'to', this.atS));
        break;
      case 'unloop':
        this.#setLoop(NO_LOOP);
        break;
      case 'mute':
        this.setVolume(this.volume, !this.isMuted);
        break;
      case 'louder':
        this.setVolume(this.volume + act.by, false);
    }
  }

  play(speed: number): void {
    const video = this.#video;
    const wasBack = this.speed < 0;
    this.speed = speed;
    if (!video) return;
    if (speed > 0) {
      video.playbackRate = speed;
      // What the browser does not let begin by itself waits for a press.
      void video.play().catch(() => {
        if (video.paused) this.speed = 0;
      });
    } else {
      video.pause();
      if (speed < 0 && !wasBack) this.#goBack(video);
    }
  }

  /** Stands still, one picture further or back; presses that come quickly add up. */
  step(frames: number): void {
    this.play(0);
    const { fps } = this.rate;
    const from = this.#wantedS ?? this.atS;
    this.seek(middleOfFrame(frameAt(from, fps) + frames, fps));
  }

  /** Only the last of several places is gone to, once the one before it is reached. */
  seek(toS: number): void {
    const video = this.#video;
    if (!video || !Number.isFinite(toS)) return;
    // At the very end a browser shows the last picture, or begins anew.
    const lastS = Math.max(0, this.durationS - 0.5 / this.rate.fps);
    const atS = Math.min(Math.max(0, toS), lastS);
    this.atS = atS;
    if (video.seeking) this.#wantedS = atS;
    else video.currentTime = atS;
  }

  setVolume(volume: number, isMuted: boolean): void {
    this.volume = Math.round(Math.min(1, Math.max(0, volume)) * 100) / 100;
    this.isMuted = isMuted;
    if (!this.#video) return;
    this.#video.volume = this.volume;
    this.#video.muted = isMuted;
  }

  #setLoop(loop: LoopRange): void {
    this.loop = loop;
    // A browser repeats the whole film without a gap, but knows no other piece.
    if (this.#video) this.#video.loop = loop.fromS === null;
  }

  #readLength(video: HTMLVideoElement): void {
    if (Number.isFinite(video.duration)) this.durationS = video.duration;
  }

  #seen(mediaTime: number): void {
    if (this.#wantedS === undefined) this.atS = mediaTime;
    this.counted = this.#counter.seen(mediaTime);
    const video = this.#video;
    if (video) this.#keepInLoop(video);
  }

  /** Where pictures are not told of one by one, and for sound that goes on behind the last of them. */
  #follow(video: HTMLVideoElement): void {
    if (!this.#tellsPictures && !video.seeking) this.atS = video.currentTime;
    this.#keepInLoop(video);
  }

  #keepInLoop(video: HTMLVideoElement): void {
    if (this.speed <= 0 || video.seeking) return;
    const to = loopedTo(video.currentTime, this.loop);
    if (to !== undefined) video.currentTime = to;
  }

  #arrived(video: HTMLVideoElement): void {
    const wanted = this.#wantedS;
    this.#wantedS = undefined;
    if (wanted !== undefined) video.currentTime = wanted;
  }

  #ended(video: HTMLVideoElement): void {
    if (this.speed <= 0) return;
    video.currentTime = this.loop.fromS ?? 0;
    this.play(this.speed);
  }

  #goBack(video: HTMLVideoElement): void {
    let beforeMs = performance.now();
    let atS = video.currentTime;
    const turn = (nowMs: number) => {
      if (this.speed >= 0 || this.#video !== video) return;
      const startS = this.loop.fromS ?? 0;
      atS = wentBack(atS, { speed: this.speed, elapsedMs: Math.max(0, nowMs - beforeMs), startS });
      beforeMs = nowMs;
      if (!video.seeking) {
        video.currentTime = atS;
        if (atS <= startS) {
          this.speed = 0;
          this.atS = startS;
          return;
        }
      }
      requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  }
}
