import { isCommand, isPlain } from '#lib/ui/keyboard.ts';
import type { ShotState } from '#shared/documents/index-doc.ts';
import type { ShotId } from '#shared/ids.ts';
import type { BoardDesk } from './board-desk.svelte.ts';

const STATE_KEYS: Record<string, ShotState> = { Digit1: 'waiting', Digit2: 'in_progress', Digit3: 'ready' };

/** A key pressed on a shot. Returns true when it meant something. */
export function onShotKey(desk: BoardDesk, id: ShotId, event: KeyboardEvent, columns: number): boolean {
  const step = stepOf(event.code, columns);
  if (isCommand(event) && event.shiftKey) {
    if (step === undefined || desk.carried) return false;
    desk.moveTo(id, desk.board.placeOf(id) + step);
    return true;
  }
  if (!isPlain(event)) return false;
  if (desk.carried) return onCarriedKey(desk, event.code, step);
  if (step !== undefined) {
    desk.focusPlace(desk.board.placeOf(id) + step);
    return true;
  }
  return onPlainKey(desk, id, event.code);
}

function onCarriedKey(desk: BoardDesk, code: string, step: number | undefined): boolean {
  const { carried } = desk;
  if (carried && step !== undefined) {
    desk.carryTo(carried.at + step);
    return true;
  }
  const act: Record<string, () => void> = {
    Enter: () => desk.putDown(),
    NumpadEnter: () => desk.putDown(),
    Space: () => desk.putDown(),
    KeyM: () => desk.putDown(),
    Escape: () => desk.putBack(),
  };
  act[code]?.();
  return code in act;
}

function onPlainKey(desk: BoardDesk, id: ShotId, code: string): boolean {
  const state = STATE_KEYS[code];
  if (state) {
    desk.setState(id, state);
    return true;
  }
  const act: Record<string, () => void> = {
    Enter: () => desk.startRenaming(id),
    NumpadEnter: () => desk.startRenaming(id),
    F2: () => desk.startRenaming(id),
    KeyM: () => desk.pickUp(id),
    Delete: () => desk.throwAway(id),
  };
  act[code]?.();
  return code in act;
}

/** How far a key goes along the list. */
function stepOf(code: string, columns: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  return steps[code];
}

/** A key pressed anywhere on the page outside texts, dialogs and menus. */
export function onPageKey(desk: BoardDesk, event: KeyboardEvent): boolean {
  if (desk.carried) return false;
  if (isCommand(event) && event.code === 'KeyZ') {
    if (event.shiftKey) desk.redo();
    else desk.undo();
    return true;
  }
  if (event.code === 'KeyN' && isPlain(event)) {
    const isOnShot = document.activeElement?.closest('[data-shot]') !== null;
    void desk.add(isOnShot ? desk.activeId : undefined);
    return true;
  }
  return false;
}
