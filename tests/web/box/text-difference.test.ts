import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeBetween, movedBy } from '#lib/box/text-difference.ts';

function applied(text: string, change: ReturnType<typeof changeBetween>): string {
  if (!change) return text;
  return text.slice(0, change.at) + change.inserted + text.slice(change.at + change.removed);
}

test('a change makes one text of the other, whatever they are', () => {
  const text = fc.string({ unit: fc.constantFrom('а', 'б', '😀', '😁', '\u{1fa00}'), maxLength: 12 });
  fc.assert(
    fc.property(text, text, fc.nat(12), (before, after, cursor) => {
      const change = changeBetween(before, after, cursor);
      expect(applied(before, change)).toBe(after);
      expect(change?.inserted.isWellFormed() ?? true).toBe(true);
      expect(before.slice(change?.at, (change?.at ?? 0) + (change?.removed ?? 0)).isWellFormed()).toBe(true);
    }),
  );
});

test('of equal letters the one at the cursor is taken for the new one', () => {
  expect(changeBetween('аа', 'ааа', 2)).toEqual({ at: 1, removed: 0, inserted: 'а' });
  expect(changeBetween('аа', 'ааа', 3)).toEqual({ at: 2, removed: 0, inserted: 'а' });
});

test('a pair of surrogates is never cut in two', () => {
  expect(changeBetween('😀', '😁', 2)).toEqual({ at: 0, removed: 2, inserted: '😁' });
  // The second halves of these two are the same.
  expect(changeBetween('😀', '\u{1fa00}', 0)).toEqual({ at: 0, removed: 2, inserted: '\u{1fa00}' });
});

test('a cursor stays at its words when others write before, at and behind it', () => {
  expect(movedBy([{ insert: 'до ' }], 4)).toBe(7);
  expect(movedBy([{ retain: 4 }, { insert: '!' }], 4)).toBe(4);
  expect(movedBy([{ retain: 1 }, { delete: 2 }], 4)).toBe(2);
  expect(movedBy([{ retain: 2 }, { delete: 5 }], 4)).toBe(2);
});
