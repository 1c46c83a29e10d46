import { describe, expect, test } from 'vitest';
import { pairSidecars } from '#shared/uploads/pair-sidecars.ts';

function pair(...paths: string[]) {
  return pairSidecars(paths.map((path) => ({ path }))).map(({ file, sidecar }) => [file.path, sidecar?.path]);
}

describe('words beside files', () => {
  test('V127: what has the name of a file beside it belongs to it, whatever the letters', () => {
    expect(pair('a.png', 'a.txt', 'B.MP4', 'b.json', 'c.webp', 'c.webp.txt')).toEqual([
      ['a.png', 'a.txt'],
      ['B.MP4', 'b.json'],
      ['c.webp', 'c.webp.txt'],
    ]);
  });

  test('V127: JSON goes before plain words, and neither is a file of its own', () => {
    expect(pair('a.png', 'a.txt', 'a.json')).toEqual([['a.png', 'a.json']]);
    expect(pair('a.png', 'a.json', 'a.txt')).toEqual([['a.png', 'a.json']]);
  });

  test('V127: a name in another folder is another name, and words of no file stay', () => {
    expect(pair('день/a.png', 'ночь/a.txt')).toEqual([
      ['день/a.png', undefined],
      ['ночь/a.txt', undefined],
    ]);
    expect(pair('a.txt', 'a.json')).toEqual([
      ['a.txt', undefined],
      ['a.json', undefined],
    ]);
  });

  test('V127: two files of one name share their words', () => {
    expect(pair('a.png', 'a.mp4', 'a.txt')).toEqual([
      ['a.png', 'a.txt'],
      ['a.mp4', 'a.txt'],
    ]);
  });

  test('V127: names of dots, of nothing and of the bones of objects', () => {
    expect(pair('.txt', '__proto__.json', 'v1.2.png', 'v1.2.txt', 'папка.d/x')).toEqual([
      ['.txt', undefined],
      ['__proto__.json', undefined],
      ['v1.2.png', 'v1.2.txt'],
      ['папка.d/x', undefined],
    ]);
  });
});
