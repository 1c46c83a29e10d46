/** What a key does to a film that is open large. */
export type PlayerAct =
  | { is: 'toggle' | 'stop' | 'begin' | 'end' | 'loopFrom' | 'loopTo' | 'unloop' | 'mute' }
  | { is: 'shuttle'; way: 1 | -1 }
  | { is: 'step'; frames: 1 | -1 }
  | { is: 'jump'; seconds: 1 | -1 }
  | { is: 'louder'; by: number };

type Key = Pick<KeyboardEvent, 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

const LOUDER_BY = 0.1;

const PLAIN: Record<string, PlayerAct> = {
  Space: { is: 'toggle' },
  KeyK: { is: 'stop' },
  ArrowLeft: { is: 'step', frames: -1 },
  ArrowRight: { is: 'step', frames: 1 },
  Comma: { is: 'step', frames: -1 },
  Period: { is: 'step', frames: 1 },
  ArrowUp: { is: 'louder', by: LOUDER_BY },
  ArrowDown: { is: 'louder', by: -LOUDER_BY },
  Home: { is: 'begin' },
  End: { is: 'end' },
  KeyI: { is: 'loopFrom' },
  KeyO: { is: 'loopTo' },
  Backspace: { is: 'unloop' },
  KeyM: { is: 'mute' },
};

/** Keys go by their place on the keyboard. While K is held, J and L lead from frame to frame. */
export function playerActOf(key: Key, { isStopHeld }: { isStopHeld: boolean }): PlayerAct | undefined {
  const { code, shiftKey, ctrlKey, metaKey, altKey } = key;
  if (ctrlKey || metaKey || altKey) return undefined;
  if (shiftKey) {
    if (code === 'ArrowLeft') return { is: 'jump', seconds: -1 };
    return code === 'ArrowRight' ? { is: 'jump', seconds: 1 } : undefined;
  }
  if (code === 'KeyL' || code === 'KeyJ') {
    const way = code === 'KeyL' ? 1 : -1;
    return isStopHeld ? { is: 'step', frames: way } : { is: 'shuttle', way };
  }
  return PLAIN[code];
}
