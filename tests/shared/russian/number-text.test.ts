import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberText } from '#shared/russian/number-text.ts';
import { counted } from '#shared/russian/plural.ts';
import { agoText, momentText } from '#shared/russian/time-text.ts';

const FORMS = { one: 'one', few: 'few', many: 'many', other: 'other' };
const DAY_MS = 24 * 3_600_000;

test('numbers are written as the browser would write them', () => {
  const numbers = fc.oneof(
    fc.integer(),
    fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    fc.integer({ min: -100_000, max: 100_000 }).map((thousandths) => thousandths / 1000),
  );
  fc.assert(
    fc.property(numbers, fc.integer({ min: 0, max: 3 }), (value, digits) => {
      const browser = value.toLocaleString('ru', { maximumFractionDigits: digits });
      // Nobody is told of a minus nothing.
      expect(numberText(value, digits)).toBe(browser === '-0' ? '0' : browser);
    }),
    { numRuns: 3000 },
  );
});

test('words agree with their numbers as the browser would have it', () => {
  const rules = new Intl.PluralRules('ru');
  for (let count = 0; count < 3000; count++) expect(counted(count, FORMS)).toContain(rules.select(count));
  expect(counted(1.5, FORMS)).toBe('1,5\u00a0other');
});

test('days and hours are named as the browser would name them', () => {
  const day = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long' });
  const dayAndYear = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', year: 'numeric' });
  const clock = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit' });
  const nowMs = new Date(2026, 11, 31, 12).getTime();
  for (let days = 3; days < 800; days++) {
    const atMs = nowMs - days * DAY_MS - days * 61_000;
    const at = new Date(atMs);
    const isThisYear = at.getFullYear() === 2026;
    expect(agoText(atMs, nowMs)).toBe((isThisYear ? day : dayAndYear).format(at));
    expect(momentText(atMs, nowMs)).toBe(`${day.format(at)}, ${clock.format(at)}`);
  }
});
