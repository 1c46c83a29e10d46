import { describe, expect, test } from 'vitest';
import { type LinkManners, savePhaseOf } from '#lib/save/save-phase.ts';
import type { SaveState } from '#lib/sync/engine.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { ProjectId } from '#shared/ids.ts';

const A_DOC = docNameOf({ kind: 'index', project: ProjectId.parse('01ARZ3NDEKTSV4RRFFQ69G5FZZ') });

function aState(part: Partial<SaveState>): SaveState {
  return {
    inMemory: 0,
    onDevice: 0,
    link: 'online',
    troubles: [],
    lastServerAtMs: undefined,
    signedOut: false,
    keepsNothing: false,
    ...part,
  };
}

function phase(part: Partial<SaveState>, manners: Partial<LinkManners> = {}) {
  return savePhaseOf(aState(part), { pace: 'quick', wasOffline: false, ...manners });
}

describe('the word in the corner', () => {
  test('is never «Сохранено» while anything waits for the server', () => {
    for (const link of ['online', 'connecting', 'offline'] as const)
      for (const pace of ['quick', 'slow', 'stuck'] as const)
        for (const wasOffline of [true, false])
          for (const waiting of [{ inMemory: 1 }, { onDevice: 1 }])
            expect(phase({ link, ...waiting }, { pace, wasOffline })).not.toBe('saved');
  });

  test('does not flicker: an attempt to connect begins from what the link was', () => {
    expect(phase({ link: 'connecting' })).toBe('saved');
    expect(phase({ link: 'connecting', onDevice: 3 }, { wasOffline: true })).toBe('offline');
    expect(phase({ link: 'connecting', onDevice: 3 }, { wasOffline: true, pace: 'slow' })).toBe('connecting');
    expect(phase({ link: 'connecting', onDevice: 3 }, { pace: 'stuck' })).toBe('offline');
  });

  test('is red only for what does not pass by itself', () => {
    expect(phase({ troubles: [{ kind: 'server', fault: { code: 'stopping' } }] })).toBe('saved');
    expect(phase({ troubles: [{ kind: 'server', fault: { code: 'disk_full' } }] })).toBe('trouble');
    expect(phase({ troubles: [{ kind: 'mutation_refused', id: '1', fault: { code: 'forbidden' } }] })).toBe(
      'trouble',
    );
  });

  test('is red for a closed document only when something was written into it', () => {
    const troubles: SaveState['troubles'] = [
      { kind: 'document_refused', doc: A_DOC, fault: { code: 'project_not_found' } },
    ];
    expect(phase({ troubles })).toBe('saved');
    expect(phase({ troubles, onDevice: 1 })).toBe('trouble');
  });

  test('is red when closing the tab would lose work', () => {
    expect(phase({ keepsNothing: true, link: 'offline', inMemory: 1 })).toBe('trouble');
    expect(phase({ keepsNothing: true, link: 'offline' })).toBe('offline');
    expect(phase({ keepsNothing: true, inMemory: 1 })).toBe('saving');
  });

  test('asks to sign in before it speaks of the net', () => {
    expect(phase({ signedOut: true, link: 'offline', onDevice: 2 })).toBe('signed_out');
  });
});
