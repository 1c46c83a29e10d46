import { expect, test } from 'vitest';
import { applyHunks } from '#shared/smart-edit/difference.ts';
import { isHopeless, judgeAnswer } from '#shared/smart-edit/judge-answer.ts';
import { PAIRS } from './pairs.ts';

test.each(PAIRS)('V93, V94: $name', ({ original, answer, locked = [], codes, whole }) => {
  const judged = judgeAnswer(answer, { original, locked, maxChars: 32_000 });
  expect(judged.findings.map(({ code }) => code)).toEqual(codes);
  const all = new Set(judged.hunks.map(({ id }) => id));
  expect(applyHunks(original, judged.hunks, new Set())).toBe(original);
  expect(applyHunks(original, judged.hunks, all)).toBe(whole ?? original);
  expect(isHopeless(judged.findings)).toBe(judged.hunks.length === 0);
});

test('there are sixty pairs at least, of texts and JSON, in both languages', () => {
  expect(PAIRS.length).toBeGreaterThanOrEqual(60);
  const isRussian = (text: string) => /[а-яё]/i.test(text);
  const isJson = (text: string) => text.trim().startsWith('{');
  for (const russian of [true, false])
    for (const json of [true, false])
      expect(
        PAIRS.filter(({ original }) => isRussian(original) === russian && isJson(original) === json).length,
      ).toBeGreaterThanOrEqual(8);
});
