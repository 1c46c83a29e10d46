import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyHunks, listHunks } from '#shared/smart-edit/difference.ts';
import type { Hunk } from '#shared/smart-edit/hunk.ts';
import { listStrings, pathText, readStructured } from '#shared/smart-edit/json-source.ts';

const RUNS = 10_000;
const WORDS = [
  'кот',
  'дом',
  'red',
  'fox',
  '35',
  'мм',
  ',',
  '.',
  ' ',
  '\n',
  '🎬',
  'ё',
  '"',
  '\\',
  'שלום',
  '<b>',
];
const prose = fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((words) => words.join(''));
const leaf = fc.oneof(prose, fc.integer(), fc.boolean(), fc.constant(null));
const structured = fc.letrec<{ object: Record<string, unknown>; value: unknown }>((tie) => ({
  object: fc.dictionary(
    fc.constantFrom('prompt', 'camera', 'lens', 'a"b', '__proto__', 'свет'),
    tie('value'),
    {
      maxKeys: 4,
      noNullPrototype: true,
    },
  ),
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    tie('object'),
    fc.array(fc.oneof({ maxDepth: 2 }, leaf, tie('object')), { maxLength: 4 }),
  ),
})).object;
const layout = fc.constantFrom(undefined, 2, 4, '\t');
const json = fc.tuple(structured, layout).map(([value, space]) => JSON.stringify(value, null, space));

function all(hunks: Hunk[]): Set<number> {
  return new Set(hunks.map(({ id }) => id));
}

function some(hunks: Hunk[], mask: boolean[]): Set<number> {
  return new Set(hunks.filter((_, n) => mask[n % mask.length]).map(({ id }) => id));
}

const mask = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 });

test('V90: of a text, all hunks left are the original to the letter, and all taken the rewritten one', () => {
  fc.assert(
    fc.property(prose, prose, (original, rewritten) => {
      const hunks = listHunks({ original, rewritten, locked: [] }) ?? expect.fail();
      expect(applyHunks(original, hunks, new Set())).toBe(original);
      expect(applyHunks(original, hunks, all(hunks))).toBe(rewritten);
    }),
    { numRuns: RUNS },
  );
});

test('V90: of a structured prompt, all left is the original to the letter, all taken the rewritten value, some are JSON', () => {
  fc.assert(
    fc.property(json, json, mask, (original, rewritten, taken) => {
      const hunks = listHunks({ original, rewritten, locked: [] }) ?? expect.fail();
      expect(applyHunks(original, hunks, new Set())).toBe(original);
      expect(JSON.parse(applyHunks(original, hunks, all(hunks)))).toEqual(JSON.parse(rewritten));
      expect(readStructured(applyHunks(original, hunks, some(hunks, taken)))).toBeDefined();
    }),
    { numRuns: RUNS },
  );
});

test('V91: locked phrases of a text are as often there as before, whatever is taken', () => {
  fc.assert(
    fc.property(prose, prose, mask, fc.nat(), fc.nat(6), (original, rewritten, taken, from, length) => {
      const start = original.length === 0 ? 0 : from % original.length;
      const phrase = original.slice(start, start + length + 1);
      const hunks = listHunks({ original, rewritten, locked: [phrase] }) ?? expect.fail();
      for (const accepted of [all(hunks), some(hunks, taken)])
        expect(countOf(applyHunks(original, hunks, accepted), phrase)).toBeGreaterThanOrEqual(
          countOf(original, phrase),
        );
    }),
    { numRuns: RUNS },
  );
});

test('V91: locked phrases of a structured prompt stay, be they words of it or a piece of its JSON', () => {
  fc.assert(
    fc.property(json, json, mask, fc.nat(), fc.nat(9), (original, rewritten, taken, from, length) => {
      const start = from % original.length;
      const piece = original.slice(start, start + length + 1);
      const strings = listStrings(readStructured(original) ?? expect.fail()).map(({ value }) => value);
      const word = strings[from % Math.max(1, strings.length)]?.slice(0, length + 1) ?? '';
      const hunks = listHunks({ original, rewritten, locked: [piece, word] }) ?? expect.fail();
      for (const accepted of [all(hunks), some(hunks, taken)]) {
        const result = applyHunks(original, hunks, accepted);
        const left = listStrings(readStructured(result) ?? expect.fail()).map(({ value }) => value);
        if (word !== '')
          expect(sumOf(left, word), `${word} in ${result}`).toBeGreaterThanOrEqual(sumOf(strings, word));
        const isRead = sumOf(left, piece) >= sumOf(strings, piece) && sumOf(strings, piece) > 0;
        if (!isRead)
          expect(countOf(result, piece), `${piece} in ${result}`).toBeGreaterThanOrEqual(
            countOf(original, piece),
          );
      }
    }),
    { numRuns: RUNS },
  );
});

function countOf(text: string, phrase: string): number {
  if (phrase === '') return 0;
  let count = 0;
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) count++;
  return count;
}

function sumOf(texts: string[], phrase: string): number {
  return texts.reduce((sum, text) => sum + countOf(text, phrase), 0);
}

test('V92: a hunk is what a person would call one change', () => {
  const original = 'Ночная крыша под дождём, камера 85 мм, красный плащ, общий план';
  const rewritten = 'Ночная крыша под снегом, камера 35 мм, красный плащ, общий план сверху';
  const hunks = listHunks({ original, rewritten, locked: [] }) ?? expect.fail();
  expect(hunks.map(({ before, after }) => [before, after])).toEqual([
    ['дождём', 'снегом'],
    ['85', '35'],
    ['', ' сверху'],
  ]);
  expect(applyHunks(original, hunks, new Set([1]))).toBe(original.replace('85', '35'));
});

test('V92: of a structured prompt every change has its way, and the rest of the text stays as it was', () => {
  const original = `{
  "scene": "Крыша под дождём",  "camera": {"lens": "85mm", "angle": 1.0},
  "styles": ["noir", "neon"]
}
`;
  const value = {
    ...JSON.parse(original),
    camera: { lens: '35mm', angle: 1, dolly: true },
    styles: ['noir'],
  };
  const hunks = listHunks({ original, rewritten: JSON.stringify(value), locked: [] }) ?? expect.fail();
  expect(hunks.map(({ kind, keys, before, after }) => [kind, pathText(keys ?? []), before, after])).toEqual([
    ['words', 'camera.lens', '85mm', '35mm'],
    ['added', 'camera.dolly', '', 'true'],
    ['removed', 'styles[2]', '"neon"', ''],
  ]);
  expect(applyHunks(original, hunks, new Set([0, 1]))).toBe(
    original.replace('85mm', '35mm').replace('1.0}', '1.0, "dolly": true}'),
  );
});

test('V91: what would touch a locked phrase is told with the phrase, and the rest may be taken', () => {
  const original = 'Красный плащ героини, день, крыша';
  const rewritten = 'Синий плащ героини, вечер, крыша';
  const hunks = listHunks({ original, rewritten, locked: ['Красный плащ'] }) ?? expect.fail();
  expect(hunks.map(({ lockedBy }) => lockedBy)).toEqual(['Красный плащ', undefined]);
  expect(applyHunks(original, hunks, all(hunks))).toBe('Красный плащ героини, вечер, крыша');
});

test('a prompt of 32,000 characters that has nothing to do with the other is compared in good time', () => {
  const long = (word: string) =>
    Array.from({ length: 5000 }, (_, n) => `${word}${n % 977}`)
      .join(' ')
      .slice(0, 32_000);
  const [original, rewritten] = [long('кадр'), long('план')];
  const startedAt = performance.now();
  const hunks = listHunks({ original, rewritten, locked: [] }) ?? expect.fail();
  expect(performance.now() - startedAt).toBeLessThan(3000);
  expect(applyHunks(original, hunks, all(hunks))).toBe(rewritten);
});

test.each([
  '{"a": 1, "a": 2}',
  '{"a": ',
  '"text"',
  '17',
  '[1,',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  '{a: 1}',
])('what is no prompt in JSON is compared as a text: %s', (original) => {
  expect(readStructured(original)).toBeUndefined();
  const hunks = listHunks({ original, rewritten: `${original} x`, locked: [] }) ?? expect.fail();
  expect(applyHunks(original, hunks, all(hunks))).toBe(`${original} x`);
});
