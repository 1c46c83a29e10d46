import { whenIdle } from '#lib/when-idle.ts';

type Begin = (place: HTMLElement) => () => void;

/**
 * What only a pointer needs comes when the page is idle, or with the first pointer over the place: no first view waits for it.
 */
export function withPointer(load: () => Promise<Begin>): (place: HTMLElement) => (() => void) | undefined {
  return (place) => {
    if (!matchMedia('(any-pointer: fine)').matches) return undefined;
    let end: (() => void) | undefined;
    let isGone = false;
    const begin = async () => {
      const start = await load();
      if (!isGone) end ??= start(place);
    };
    // Without the net nothing can be fetched that is not here: the page goes on without it.
    const come = () => void begin().catch(() => {});
    const callOff = whenIdle(come);
    place.addEventListener('pointerover', come, { once: true });
    return () => {
      isGone = true;
      callOff();
      place.removeEventListener('pointerover', come);
      end?.();
    };
  };
}
