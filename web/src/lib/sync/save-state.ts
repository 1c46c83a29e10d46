import type { DocName } from '#shared/documents/doc-name.ts';
import type { Fault } from '#shared/fault.ts';
import type { SaveState, Trouble } from './engine.ts';

/** What the save state needs to know of an open document. */
export type SessionState = {
  readonly name: DocName;
  readonly linkStatus: 'offline' | 'connecting' | 'online';
  readonly writeTrouble: string | undefined;
  readonly refusal: Fault | undefined;
  countInMemory(): number;
};

export type EngineState = {
  sessions: SessionState[];
  closing: SessionState[];
  isKept: boolean;
  unsentRows: number;
  outboxItems: number;
  isReachable: boolean;
  isSignedOut: boolean;
  lastServerAtMs: number | undefined;
  refusedPushes: Map<DocName, Fault>;
  refusedMutations: { id: string; fault: Fault }[];
  serverFault: Fault | undefined;
};

/** C1: where the edits of this device are, told no better than it is. */
export function saveStateOf(state: EngineState): SaveState {
  const inPages = [...state.sessions, ...state.closing].reduce(
    (sum, session) => sum + session.countInMemory(),
    0,
  );
  const unsent = state.unsentRows + state.outboxItems;
  return {
    inMemory: state.isKept ? inPages : inPages + unsent,
    onDevice: state.isKept ? unsent : 0,
    keepsNothing: !state.isKept,
    link: linkOf(state),
    troubles: troublesOf(state),
    lastServerAtMs: state.lastServerAtMs,
    signedOut:
      state.isSignedOut || state.sessions.some((session) => session.refusal?.code === 'not_signed_in'),
  };
}

function linkOf({ sessions: all, isReachable }: EngineState): SaveState['link'] {
  // A document that the server has turned away says nothing of the net: it answered.
  const sessions = all.filter(({ refusal }) => refusal === undefined);
  if (sessions.length === 0) return isReachable ? 'online' : 'offline';
  if (sessions.every((session) => session.linkStatus === 'online')) return 'online';
  const isTrying = sessions.some((session) => session.linkStatus === 'connecting');
  return isTrying && isReachable ? 'connecting' : 'offline';
}

function troublesOf(state: EngineState): Trouble[] {
  const troubles: Trouble[] = [];
  for (const { name, writeTrouble, refusal } of [...state.sessions, ...state.closing]) {
    if (writeTrouble) troubles.push({ kind: 'device_write_failed', doc: name, reason: writeTrouble });
    if (refusal && refusal.code !== 'not_signed_in') {
      troubles.push({ kind: 'document_refused', doc: name, fault: refusal });
    }
  }
  for (const [doc, fault] of state.refusedPushes) troubles.push({ kind: 'document_refused', doc, fault });
  for (const { id, fault } of state.refusedMutations) troubles.push({ kind: 'mutation_refused', id, fault });
  if (state.serverFault && state.unsentRows > 0) troubles.push({ kind: 'server', fault: state.serverFault });
  return troubles;
}
