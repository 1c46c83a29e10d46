import { expect, test } from 'vitest';
import { findForPalette } from '#lib/storyboard/find-for-palette.ts';
import type { Shot } from '#shared/documents/index-doc.ts';
import { ShotId } from '#shared/ids.ts';

const TITLES = ['Двор', 'Лестница 3', 'Окно'];

function shots(): Shot[] {
  return TITLES.map((title, n) => ({
    id: ShotId.parse(`01J0000000000000000000000${n}`),
    order: `a${n}`,
    title,
    note: '',
    state: 'waiting',
    planS: null,
    headliner: null,
    deletedAt: null,
  }));
}

test('a number is the shot at that place before it is part of a title', () => {
  const found = findForPalette(shots(), '3').toSorted((a, b) => b.rank - a.rank);
  expect(found.map(({ number }) => number)).toEqual([3, 2]);
  expect(findForPalette(shots(), '№ 2').some(({ number }) => number === 2)).toBe(true);
});

test('a word of a note finds its shot, after the titles that have it', () => {
  const [first, second, third] = shots();
  if (!first || !second || !third) throw new Error('no shots');
  const noted = [{ ...first, note: 'Через окно' }, second, third];
  const found = findForPalette(noted, 'окно').toSorted((a, b) => b.rank - a.rank);
  expect(found.map(({ number }) => number)).toEqual([3, 1]);
});

test('an empty search lists no shots, a number beyond the last none', () => {
  expect(findForPalette(shots(), ' ')).toEqual([]);
  expect(findForPalette(shots(), '40')).toEqual([]);
});

test('V7: a word of a prompt finds its shot, after titles and notes', () => {
  const [, second] = shots();
  const film = {
    hasWords: (id: string, words: readonly string[]) => id === second?.id && words.includes('елка'),
  };
  expect(findForPalette(shots(), 'Ёлка', film).map(({ shot }) => shot.id)).toEqual([second?.id]);
  expect(findForPalette(shots(), ' ', film)).toEqual([]);
});
