import type { SaveState, Trouble } from '#lib/sync/engine.ts';
import type { SavePhase } from '#shared/russian/save-phase-text.ts';

/** Faults that pass by themselves: being offline or a restart is a normal state, not an error. */
const PASSING = new Set(['stopping', 'unreachable', 'not_signed_in', 'too_many_requests']);

export function isSerious(trouble: Trouble, state: SaveState): boolean {
  // A document that is closed to this person is their loss only when something was written into it.
  if (trouble.kind === 'document_refused') return countWaiting(state) > 0;
  return trouble.kind !== 'server' || !PASSING.has(trouble.fault.code);
}

export function countWaiting({ inMemory, onDevice }: SaveState): number {
  return inMemory + onDevice;
}

export type LinkManners = {
  /** How long edits or the connection have been under way: unnoticed, noticed, or beyond all hope of soon. */
  pace: 'quick' | 'slow' | 'stuck';
  /** The last settled state of the link: every attempt to connect begins from it. */
  wasOffline: boolean;
};

/** «Сохранено» is never said of what the server has not acknowledged. */
export function savePhaseOf(state: SaveState, { pace, wasOffline }: LinkManners, files = 0): SavePhase {
  const isTrying = state.link === 'connecting';
  const isHopeless = isTrying && (pace === 'stuck' || (wasOffline && pace === 'quick'));
  if (state.troubles.some((trouble) => isSerious(trouble, state)) || livesInTabOnly(state)) return 'trouble';
  if (state.signedOut) return 'signed_out';
  if (state.link === 'offline' || isHopeless) return 'offline';
  if (isTrying && (pace === 'slow' || countWaiting(state) > 0)) return 'connecting';
  return countWaiting(state) + files > 0 ? 'saving' : 'saved';
}

/** The browser keeps nothing and the server cannot be reached: closing the tab would lose work. */
export function livesInTabOnly(state: SaveState): boolean {
  return state.keepsNothing && state.link !== 'online' && state.inMemory > 0;
}

/** Something is on its way, however short. */
export function isMoving(state: SaveState): boolean {
  return state.link === 'connecting' || (state.link === 'online' && countWaiting(state) > 0);
}
