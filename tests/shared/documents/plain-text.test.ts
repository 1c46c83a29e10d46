import { expect, test } from 'vitest';
import { TITLE_MAX_CHARS } from '#shared/documents/limits.ts';
import { cleanTitle } from '#shared/documents/plain-text.ts';

test('a title of characters that nobody can see is no title', () => {
  for (const blank of ['\u200b', '\u202e\u2066', '\u00ad \u2060', '\u0000', '\ufeff'])
    expect(cleanTitle(blank)).toBe('');
  expect(cleanTitle(' \u200bТрамвай')).toContain('Трамвай');
  expect(cleanTitle('🎬')).toBe('🎬');
});

test('a title is one line and is never cut inside a character', () => {
  expect(cleanTitle('Первый\r\nвторой\u2028третий')).toBe('Первый второй третий');
  const long = cleanTitle(`${'а'.repeat(TITLE_MAX_CHARS - 1)}🎬`);
  expect(long).toBe('а'.repeat(TITLE_MAX_CHARS - 1));
});
