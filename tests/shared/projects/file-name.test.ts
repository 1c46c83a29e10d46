import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileNameOf, type NameValues, unknownFields } from '#shared/projects/file-name.ts';

const VALUES: NameValues = {
  project: 'Последний трамвай',
  shot: '007',
  title: 'Мост через реку',
  asset: '02',
  date: '2026-11-21',
};

describe('names of exported files', () => {
  test.each([
    ['{project}_{shot}_{asset}', {}, 'Последний трамвай_007_02.mp4'],
    ['{date} {title}', {}, '2026-11-21 Мост через реку.mp4'],
    ['{project}/{shot}: {title}?', {}, 'Последний трамвай-007- Мост через реку.mp4'],
    ['{project}_{title}_{asset}', { title: '' }, 'Последний трамвай_02.mp4'],
    ['{title}', { title: 'CON' }, '_CON.mp4'],
    ['{title}', { title: 'com1.тест' }, '_com1.тест.mp4'],
    ['{title}', { title: '..\\..\\etc/passwd' }, 'etc-passwd.mp4'],
    ['{title}', { title: 'а\u202eб\u0000в\nг' }, 'абв г.mp4'],
    ['{title}', { title: '-rf *. ' }, 'rf.mp4'],
    ['{title}', { title: '???' }, 'файл.mp4'],
    ['', {}, 'файл.mp4'],
    ['{нет}', {}, '{нет}.mp4'],
  ])('«%s» with %o becomes «%s»', (template, changed, name) => {
    expect(fileNameOf(template, { ...VALUES, ...changed }, 'mp4')).toBe(name);
  });

  test('a title of a thousand letters gives way to the numbers', () => {
    const name = fileNameOf(
      '{project}_{title}_{shot}_{asset}',
      { ...VALUES, title: 'й'.repeat(1000) },
      'mp4',
    );
    expect(name).toMatch(/^Последний трамвай_й+_007_02\.mp4$/);
  });

  test('a name fills 200 bytes and no more, counted as macOS spells it', () => {
    expect(fileNameOf('{shot}', { ...VALUES, shot: 'a'.repeat(300) }, 'mp4')).toBe(`${'a'.repeat(196)}.mp4`);
    expect(fileNameOf('{shot}', { ...VALUES, shot: 'й'.repeat(300) }, 'mp4')).toBe(`${'й'.repeat(49)}.mp4`);
  });

  test('whatever is typed, every system takes the name', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(
        text,
        fc.record({ project: text, shot: text, title: text, asset: text, date: text }),
        (t, v) => {
          const name = fileNameOf(`${t}{project}{shot}{title}`, v, 'mp4');
          expect(new TextEncoder().encode(name.normalize('NFD')).byteLength).toBeLessThanOrEqual(200);
          expect(name).toMatch(/^[^ .\-_][^<>:"/\\|?*\p{Cc}]*\.mp4$|^_[^<>:"/\\|?*\p{Cc}]*\.mp4$/u);
          expect(name.isWellFormed()).toBe(true);
          expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./i);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('what means nothing in braces is named', () => {
    expect(unknownFields('{project}_{шот}_{}_{shot}')).toEqual(['шот', '']);
  });
});
