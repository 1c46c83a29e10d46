const HOLD_MS = 450;
const SLIP_PX = 10;

/** A finger that stays on the element; a click that comes of the same touch is swallowed. */
export function holdToSelect(
  onhold: (target: EventTarget | null) => void,
): (element: HTMLElement) => () => void {
  return (element) => {
    const ended = new AbortController();
    const { signal } = ended;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let from = { x: 0, y: 0 };
    let isHeld = false;

    const drop = () => clearTimeout(timer);
    element.addEventListener(
      'pointerdown',
      (event) => {
        isHeld = false;
        if (event.pointerType !== 'touch' || !event.isPrimary) return drop();
        from = { x: event.clientX, y: event.clientY };
        const { target } = event;
        timer = setTimeout(() => {
          isHeld = true;
          navigator.vibrate?.(10);
          onhold(target);
        }, HOLD_MS);
      },
      { signal },
    );
    element.addEventListener(
      'pointermove',
      ({ clientX, clientY }) => {
        if (Math.hypot(clientX - from.x, clientY - from.y) > SLIP_PX) drop();
      },
      { signal },
    );
    for (const type of ['pointerup', 'pointercancel', 'pointerleave'] as const)
      element.addEventListener(type, drop, { signal });
    element.addEventListener(
      'click',
      (event) => {
        if (!isHeld) return;
        isHeld = false;
        event.preventDefault();
        event.stopPropagation();
      },
      { signal, capture: true },
    );
    return () => {
      drop();
      ended.abort();
    };
  };
}
