import { isCommand, isPlain } from '#lib/ui/keyboard.ts';
import type { ShotState } from '#shared/documents/index-doc.ts';
import type { ShotId } from '#shared/ids.ts';
import { type BoardDesk, faceId } from './board-desk.svelte.ts';

const STATE_KEYS: Record<string, ShotState> = {
  Digit1: 'waiting',
  Digit2: 'in_progress',
  Digit3: 'ready',
  Numpad1: 'waiting',
  Numpad2: 'in_progress',
  Numpad3: 'ready',
};

/** A key pressed on a shot. Returns true when it meant something. */
export function onShotKey(desk: BoardDesk, id: ShotId, event: KeyboardEvent): boolean {
  const isCtrl = isCommand(event);
  if (desk.view.carried) return !isCtrl && !event.altKey && onCarriedKey(desk, event);
  if (isCtrl) return onCtrlKey(desk, id, event);
  if (event.altKey) return false;
  if (event.code === 'ContextMenu' || (event.shiftKey && event.code === 'F10')) return openMenu(desk, id);
  const place = targetPlace(desk, event);
  if (place !== undefined) {
    if (event.shiftKey) desk.extendTo(place);
    else desk.focusPlace(place);
    return true;
  }
  if (isPlain(event) && (event.code === 'Enter' || event.code === 'NumpadEnter')) {
    if (!event.repeat) desk.openBox(id);
    return true;
  }
  return isPlain(event) && desk.canEdit && onEditKey(desk, id, event);
}

function onCtrlKey(desk: BoardDesk, id: ShotId, event: KeyboardEvent): boolean {
  const { code, shiftKey } = event;
  if (shiftKey) {
    const step = stepOf(desk, code);
    if (step === undefined || !desk.canEdit) return false;
    desk.moves.moveBy(desk.meant(id), step);
    return true;
  }
  if (code === 'Home' || code === 'End') {
    desk.focusPlace(code === 'Home' ? 0 : desk.view.shown.length - 1);
    return true;
  }
  if (code !== 'Space') return false;
  desk.pick(id, 'toggle');
  return true;
}

function onCarriedKey(desk: BoardDesk, event: KeyboardEvent): boolean {
  const { carried } = desk.view;
  const step = stepOf(desk, event.code);
  if (carried && step !== undefined) {
    desk.moves.carryTo(carried.at + step);
    return true;
  }
  const act: Record<string, () => void> = {
    Home: () => desk.moves.carryTo(0),
    End: () => desk.moves.carryTo(desk.view.listed.length),
    Enter: () => desk.moves.putDown(),
    NumpadEnter: () => desk.moves.putDown(),
    Space: () => desk.moves.putDown(),
    KeyM: () => desk.moves.putDown(),
    Escape: () => desk.moves.putBack(),
  };
  act[event.code]?.();
  return event.code in act;
}

function onEditKey(desk: BoardDesk, id: ShotId, event: KeyboardEvent): boolean {
  const state = STATE_KEYS[event.code];
  if (event.repeat) return state !== undefined;
  if (state) {
    desk.setState(desk.meant(id), state);
    return true;
  }
  const act: Record<string, () => void> = {
    F2: () => desk.edit(id, 'title'),
    KeyT: () => askPlan(desk, id),
    KeyM: () => desk.moves.pickUp(id),
    KeyD: () => desk.duplicate(desk.meant(id)),
    Delete: () => desk.throwAway(desk.meant(id)),
    Backspace: () => desk.throwAway(desk.meant(id)),
  };
  act[event.code]?.();
  return event.code in act;
}

function askPlan(desk: BoardDesk, id: ShotId): void {
  const ids = desk.meant(id);
  if (ids.length > 1) desk.asking = { kind: 'plan', ids };
  else desk.edit(id, 'plan');
}

function openMenu(desk: BoardDesk, id: ShotId): boolean {
  const anchor = document.getElementById(faceId(id));
  if (anchor) desk.openMenu(desk.meant(id), anchor);
  return true;
}

/** How far a key goes along the list; in the strip there is nothing above or below. */
function stepOf(desk: BoardDesk, code: string): number | undefined {
  const { columns, isStrip } = desk.zoom;
  if (code === 'ArrowLeft') return -1;
  if (code === 'ArrowRight') return 1;
  if (code === 'ArrowUp' && !isStrip) return -columns;
  if (code === 'ArrowDown' && !isStrip) return columns;
  return undefined;
}

/** The place in the shown list a key leads to. */
function targetPlace(desk: BoardDesk, event: KeyboardEvent): number | undefined {
  if (desk.activeId === undefined) return undefined;
  const { columns, isStrip, heightPx } = desk.zoom;
  const place = desk.view.shownPlace(desk.activeId);
  const last = desk.view.shown.length - 1;
  const step = stepOf(desk, event.code);
  if (step !== undefined) return stepWithin(place, step, last);
  if (event.code === 'Home') return isStrip ? 0 : place - (place % columns);
  if (event.code === 'End') return isStrip ? last : place - (place % columns) + columns - 1;
  const page = isStrip ? 10 : columns * Math.max(1, Math.floor((innerHeight - 120) / heightPx));
  if (event.code === 'PageUp') return place - page;
  if (event.code === 'PageDown') return place + page;
  return undefined;
}

/** Up from the first row and down from the last one leads nowhere, not sideways. */
function stepWithin(place: number, step: number, last: number): number {
  const next = place + step;
  if (Math.abs(step) === 1) return next;
  if (next < 0) return place;
  return next > last && Math.floor(place / step) === Math.floor(last / step) ? place : next;
}

export type PageActs = { search: () => void };

/** A key pressed anywhere on the page outside texts, dialogs and menus. */
export function onPageKey(desk: BoardDesk, event: KeyboardEvent, { search }: PageActs): boolean {
  if (desk.view.carried) return false;
  if (isCommand(event)) return onPageCommand(desk, event);
  if (!isPlain(event)) return false;
  const { zoom } = desk;
  const act: Record<string, () => void> = {
    KeyN: () => void desk.add(isOnShot() ? desk.activeId : undefined),
    Slash: search,
    Equal: () => zoom.change(1),
    NumpadAdd: () => zoom.change(1),
    Minus: () => zoom.change(-1),
    NumpadSubtract: () => zoom.change(-1),
    KeyV: () => zoom.toggleFromAbove(),
    KeyG: () => zoom.toggleFromAbove(),
    Escape: () => leaveOne(desk),
  };
  if (event.code === 'Escape' && desk.selection.ids.size === 0 && !zoom.isFromAbove) return false;
  act[event.code]?.();
  return event.code in act;
}

/** The selection first, then the view from above. */
function leaveOne(desk: BoardDesk): void {
  if (desk.selection.ids.size > 0) desk.clearSelection();
  else desk.zoom.toggleFromAbove();
}

function onPageCommand(desk: BoardDesk, event: KeyboardEvent): boolean {
  if (event.code === 'KeyA' && !event.shiftKey) {
    desk.selectAll();
    return true;
  }
  if (!desk.canEdit) return false;
  if (event.code === 'KeyZ') {
    if (event.shiftKey) desk.redo();
    else desk.undo();
    return true;
  }
  if (event.code === 'KeyY' && !event.shiftKey) {
    desk.redo();
    return true;
  }
  return false;
}

/** The keyboard stands on a shot, which is then the one that is meant. */
export function isOnShot(): boolean {
  return document.activeElement?.closest('[data-shot]') !== null;
}
