import { isPlain } from '#lib/ui/keyboard.ts';

/** Who merely passes by loads nothing. */
const INTENT_MS = 140;
/** So high is the edge along which the pointer leads the film. */
const SCRUB_PX = 24;

const FRAME = '[data-look]';
/** What takes the keyboard for a film: the picture itself or what it stands in. */
const KEYED = '[data-look-keys]';

/**
 * Plays a look at one film at a time, from its small form: under a pointer that stays, or with Space. Every frame names its
 * film by `data-look`. A press ends it, so no drag and no lasso ever begins with it.
 */
export function lookAtFilms(place: HTMLElement, isFree: () => boolean): () => void {
  let look: FilmLook | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Under the pointer now; after a press it waits until the pointer has left. */
  let under: HTMLElement | undefined;

  const stop = () => {
    clearTimeout(timer);
    look?.end();
    look = undefined;
  };
  const start = (frame: HTMLElement) => {
    stop();
    const url = frame.dataset.look;
    if (url && frame.isConnected && isFree()) look = new FilmLook(frame, url);
  };
  const onpointermove = (event: PointerEvent) => {
    const { target } = event;
    const frame = target instanceof Element ? frameOf(target) : undefined;
    if (frame === under) {
      if (look?.frame === frame) look?.follow(event);
      return;
    }
    stop();
    under = frame;
    if (!frame || event.pointerType === 'touch' || event.buttons !== 0 || wantsStillness()) return;
    timer = setTimeout(() => start(frame), INTENT_MS);
  };
  const onkeydown = (event: KeyboardEvent) => {
    const keyed = event.target instanceof Element ? event.target.closest(KEYED) : null;
    if (event.code !== 'Space' || !isPlain(event) || !keyed || !isFree()) return;
    const frame = keyed.matches(FRAME) ? keyed : keyed.querySelector(FRAME);
    if (!(frame instanceof HTMLElement)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    if (look?.frame === frame) stop();
    else start(frame);
  };

  const listening = new AbortController();
  const { signal } = listening;
  place.addEventListener('pointermove', onpointermove, { signal });
  place.addEventListener('keydown', onkeydown, { signal });
  for (const type of ['pointerdown', 'dragstart', 'focusout'] as const)
    place.addEventListener(type, stop, { signal });
  place.addEventListener(
    'pointerleave',
    () => {
      stop();
      under = undefined;
    },
    { signal },
  );
  // Not what the pointer chose to look at any more.
  window.addEventListener('scroll', stop, { capture: true, passive: true, signal });
  window.addEventListener('blur', stop, { signal });
  return () => {
    listening.abort();
    stop();
  };
}

function frameOf(target: Element): HTMLElement | undefined {
  const frame = target.closest<HTMLElement>(FRAME);
  return frame ?? undefined;
}

/** Whoever asks for stillness, or to spare the net, gets a film only by a key. */
function wantsStillness(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } }; // not in the library of types, nor in every browser
  return connection?.saveData === true || matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** One film that plays in its frame. */
class FilmLook {
  readonly frame: HTMLElement;
  readonly #video = document.createElement('video');
  readonly #bar = document.createElement('span');
  #isLed = false;

  constructor(frame: HTMLElement, url: string) {
    this.frame = frame;
    const video = this.#video;
    const picture = frame.querySelector('img');
    Object.assign(video.style, {
      position: 'absolute',
      inset: '0',
      width: '100%',
      height: '100%',
      opacity: '0',
      pointerEvents: 'none',
      objectFit: picture ? getComputedStyle(picture).objectFit : 'contain',
    });
    Object.assign(this.#bar.style, {
      position: 'absolute',
      left: '0',
      bottom: '0',
      width: '0',
      height: '3px',
      background: 'var(--color-accent)',
      pointerEvents: 'none',
    });
    Object.assign(video, {
      muted: true,
      playsInline: true,
      loop: true,
      disablePictureInPicture: true,
      src: url,
    });
    video.setAttribute('aria-hidden', 'true');
    // Till it moves, the still stands there.
    video.addEventListener('playing', () => (video.style.opacity = '1'), { once: true });
    video.addEventListener('timeupdate', () => this.#tell());
    frame.append(video, this.#bar);
    this.#play();
  }

  /** Along the lower edge the pointer leads the film. */
  follow({ clientX, clientY }: PointerEvent): void {
    const box = this.frame.getBoundingClientRect();
    const { duration } = this.#video;
    if (clientY < box.bottom - SCRUB_PX || !Number.isFinite(duration)) {
      if (this.#isLed) this.#play();
      this.#isLed = false;
      return;
    }
    this.#isLed = true;
    this.#video.pause();
    this.#video.currentTime = duration * Math.min(1, Math.max(0, (clientX - box.left) / box.width));
    this.#tell();
  }

  #play(): void {
    // What cannot be played, or was taken away meanwhile, leaves the still.
    void this.#video.play().catch(() => {});
  }

  #tell(): void {
    if (!this.frame.isConnected) {
      this.end();
      return;
    }
    const { currentTime, duration } = this.#video;
    this.#bar.style.width = `${(100 * currentTime) / (duration || 1)}%`;
    this.#bar.style.height = this.#isLed ? '6px' : '3px';
  }

  /** Nothing more is loaded for it. */
  end(): void {
    const video = this.#video;
    video.pause();
    video.removeAttribute('src');
    video.load();
    video.remove();
    this.#bar.remove();
  }
}
