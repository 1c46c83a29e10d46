/** A key by its place on the keyboard (`KeyboardEvent.code`); `command` is Ctrl, or ⌘ on a Mac. */
export type Keys = { code: string; command?: boolean; shift?: boolean };

const CAPS: Record<string, string> = {
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  BracketLeft: '[',
  BracketRight: ']',
  Delete: 'Del',
  Equal: '+',
  Escape: 'Esc',
  Minus: '−',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
  Backquote: '`',
  Backslash: '\\',
  Backspace: '⌫',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Space: 'Пробел',
};

/** As printed on the caps: «Ctrl+Shift+Z», on a Mac «⇧⌘Z». */
export function keysText({ code, command, shift }: Keys, isMac: boolean): string {
  if (code === 'Slash' && shift) return '?';
  const cap = CAPS[code] ?? code.replace(/^(?:Key|Digit|Numpad)/, '');
  if (isMac) return `${shift ? '⇧' : ''}${command ? '⌘' : ''}${cap}`;
  return [command && 'Ctrl', shift && 'Shift', cap].filter(Boolean).join('+');
}
