import { expect, test } from 'vitest';
import type { CutShot } from '#shared/documents/encode-cut.ts';
import { ShotId } from '#shared/ids.ts';
import { compareCuts } from '#shared/storyboard/compare-cuts.ts';

function shots(letters: string, changes: Record<string, Partial<CutShot>> = {}): CutShot[] {
  return [...letters].map((letter) => ({
    id: ShotId.parse(`01JXT22F1SEB16182Y36SZ9G6${letter.toUpperCase()}`),
    title: letter,
    headliner: null,
    planS: null,
    state: 'waiting',
    ...changes[letter],
  }));
}

function told(before: CutShot[], after: CutShot[]): string[] {
  return compareCuts(before, after).map(
    ({ id, before: old, after: now, differences }) =>
      `${id.at(-1)?.toLowerCase()} ${old?.number ?? '-'}→${now?.number ?? '-'} ${[...differences].join(' ')}`,
  );
}

test('V45: equal cuts have no differences', () => {
  expect(told(shots('abc'), shots('abc'))).toEqual([]);
});

test('V45: a shot that came or went is no move of those behind it', () => {
  expect(told(shots('abcd'), shots('xacd'))).toEqual(['x -→1 added', 'b 2→- removed']);
});

test('V45: of a shot that was carried far only that one has moved', () => {
  expect(told(shots('abcdef'), shots('fabcde'))).toEqual(['f 6→1 moved']);
  expect(told(shots('abcdef'), shots('bcdeaf'))).toEqual(['a 1→5 moved']);
});

test('V45: pictures, titles, lengths and states, several of one shot together', () => {
  const after = shots('bac', {
    b: { headliner: 'new', planS: 4 },
    c: { title: 'C', state: 'ready' },
  });
  expect(told(shots('abc', { b: { headliner: 'old' } }), after)).toEqual([
    'b 2→1 moved headliner plan',
    'c 3→3 title state',
  ]);
});
