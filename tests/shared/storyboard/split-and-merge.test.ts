import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Shot } from '#shared/documents/index-doc.ts';
import { mergeShots } from '#shared/storyboard/merge-shots.ts';
import { halfPlans, nextPartTitle, wholeTitle } from '#shared/storyboard/split-shot.ts';

function aShot(n: number, said: Partial<Shot> = {}): Shot {
  return Shot.parse({ id: `01JXT22F1SEB16182Y36SZ9G6${n}`, ...said });
}

test('V55: parts of a title are numbered, and a title of numbers is left whole', () => {
  expect(['Крыша', 'Крыша (2)', 'Крыша (9)', '', '(2)', 'Дом (1990 год)'].map(nextPartTitle)).toEqual([
    'Крыша (2)',
    'Крыша (3)',
    'Крыша (10)',
    '',
    '(2) (2)',
    'Дом (1990 год) (2)',
  ]);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 1200 }), (title) => {
      const next = nextPartTitle(title);
      expect(next.length).toBeLessThanOrEqual(1000);
      expect(next.isWellFormed() || !title.isWellFormed()).toBe(true);
    }),
  );
});

test('V55: two halves of a plan make the whole', () => {
  expect(halfPlans({ planS: null })).toBeUndefined();
  expect([5, 0.1, 4, 0].map((planS) => halfPlans({ planS }))).toEqual([
    [2.5, 2.5],
    [0.1, 0],
    [2, 2],
    [0, 0],
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 36_000 }), (tenths) => {
      const planS = tenths / 10;
      const [a = -1, b = -1] = halfPlans({ planS }) ?? [];
      expect(a).toBeGreaterThanOrEqual(0);
      expect(b).toBeGreaterThanOrEqual(0);
      expect(a + b).toBeCloseTo(planS, 6);
    }),
  );
});

test('V56: what one shot says for several: titles once, notes below each other, the sum of the plans', () => {
  const merged = mergeShots([
    aShot(1, { title: 'Крыша', note: 'Дождь', planS: 2.1 }),
    aShot(2, { title: '', note: ' ', planS: null, headliner: 'second' }),
    aShot(3, { title: 'Мост', note: 'Дождь', planS: 4.2, headliner: 'third' }),
    aShot(4, { title: 'Крыша', note: 'Утро' }),
  ]);
  expect(merged).toMatchObject({ title: 'Крыша + Мост', note: 'Дождь\n\nУтро', planS: 6.3 });
  expect(merged.headlinerOf?.headliner).toBe('second');
  expect(mergeShots([aShot(1), aShot(2)])).toMatchObject({ title: '', note: '', planS: null });
});

test('V55 V56: a shot that was split and is merged again is called as before', () => {
  const title = 'Крыша';
  const [one, two] = [nextPartTitle(title), nextPartTitle(nextPartTitle(title))];
  expect(mergeShots([aShot(1, { title }), aShot(2, { title: one }), aShot(3, { title: two })]).title).toBe(
    title,
  );
  expect(wholeTitle(two)).toBe(title);
  // A title that was numbered by hand stays where nothing is joined with it.
  expect(mergeShots([aShot(1, { title: one }), aShot(2, { title: one })]).title).toBe(one);
});
