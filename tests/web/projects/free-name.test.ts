import { expect, test } from 'vitest';
import { freeCopyName, freeName } from '#lib/projects/free-name.ts';

test('a name stays while nobody has it, and a copy says which one it is', () => {
  expect(freeName('Фильм', [])).toBe('Фильм');
  expect(freeName('Фильм', ['Другой'])).toBe('Фильм');
  expect(freeName('Фильм', ['Фильм'])).toBe('Фильм (копия)');
  expect(freeCopyName('Фильм', ['Фильм', 'Фильм (копия)', 'Фильм (копия 2)'])).toBe('Фильм (копия 3)');
});

test('a name too long for another number ends the search all the same', () => {
  const long = 'я'.repeat(1000);
  expect(freeCopyName(long, [long])).toBe(long);
});
