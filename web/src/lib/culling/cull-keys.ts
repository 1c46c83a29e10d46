/** What a key does while assets are judged. */
export type CullAct =
  | { is: 'rate'; rating: number }
  | { is: 'flag'; flag: 'pick' | 'reject' }
  | { is: 'go'; by: number }
  | {
      is: 'favour' | 'undo' | 'redo' | 'headliner' | 'auto' | 'first' | 'last' | 'play' | 'survey' | 'scope';
    };

type Key = Pick<KeyboardEvent, 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

const PLAIN: Record<string, CullAct> = {
  KeyP: { is: 'flag', flag: 'pick' },
  KeyX: { is: 'flag', flag: 'reject' },
  KeyF: { is: 'favour' },
  KeyH: { is: 'headliner' },
  KeyU: { is: 'undo' },
  KeyA: { is: 'auto' },
  KeyN: { is: 'survey' },
  KeyG: { is: 'scope' },
  Space: { is: 'play' },
  ArrowLeft: { is: 'go', by: -1 },
  ArrowRight: { is: 'go', by: 1 },
  BracketLeft: { is: 'go', by: -1 },
  BracketRight: { is: 'go', by: 1 },
  Home: { is: 'first' },
  End: { is: 'last' },
};

/** `columns`: how many stand in a row, for the way up and down. */
export function cullActOf(key: Key, { columns }: { columns: number }): CullAct | undefined {
  const { code, shiftKey, ctrlKey, metaKey, altKey } = key;
  if (altKey) return undefined;
  if (ctrlKey || metaKey) {
    if (code === 'KeyZ') return { is: shiftKey ? 'redo' : 'undo' };
    return code === 'KeyY' ? { is: 'redo' } : undefined;
  }
  if (shiftKey) return code === 'KeyU' ? { is: 'redo' } : undefined;
  const digit = /^(?:Digit|Numpad)([0-5])$/.exec(code)?.[1];
  if (digit !== undefined) return { is: 'rate', rating: Number(digit) };
  if (code === 'ArrowUp') return { is: 'go', by: -columns };
  if (code === 'ArrowDown') return { is: 'go', by: columns };
  return PLAIN[code];
}
