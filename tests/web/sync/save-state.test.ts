import { expect, test } from 'vitest';
import { type EngineState, saveStateOf } from '#lib/sync/save-state.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { ProjectId } from '#shared/ids.ts';

type Session = EngineState['sessions'][number];

const NAME = docNameOf({ kind: 'index', project: ProjectId.parse('01ARZ3NDEKTSV4RRFFQ69G5FZZ') });

function aSession(part: Partial<Session>): Session {
  return {
    name: NAME,
    linkStatus: 'online',
    writeTrouble: undefined,
    refusal: undefined,
    countInMemory: () => 0,
    ...part,
  };
}

function linkOf(sessions: Session[], isReachable: boolean) {
  return saveStateOf({
    sessions,
    closing: [],
    isKept: true,
    unsentRows: 0,
    outboxItems: 0,
    isReachable,
    isSignedOut: false,
    lastServerAtMs: undefined,
    refusedPushes: new Map(),
    refusedMutations: [],
    serverFault: undefined,
  }).link;
}

test('a document that the server has turned away is no sign of a missing net', () => {
  const refused = aSession({ linkStatus: 'offline', refusal: { code: 'project_not_found' } });
  expect(linkOf([refused], true)).toBe('online');
  expect(linkOf([refused], false)).toBe('offline');
  expect(linkOf([refused, aSession({})], true)).toBe('online');
  expect(linkOf([refused, aSession({ linkStatus: 'connecting' })], true)).toBe('connecting');
  expect(linkOf([aSession({ linkStatus: 'offline' })], true)).toBe('offline');
});
