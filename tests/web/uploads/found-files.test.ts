import { describe, expect, test } from 'vitest';
import { bringsFiles } from '../../../web/src/lib/uploads/clipboard-files.ts';
import { inNaturalOrder, readDrop } from '../../../web/src/lib/uploads/read-drop.ts';
import { sortFiles } from '../../../web/src/lib/uploads/sort-files.ts';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2]);

function found(name: string, ...parts: BlobPart[]) {
  return { file: new File(parts, name), path: name };
}

/** A folder as browsers tell of it: so many entries at a time, then none. */
function aFolder(name: string, inner: object[]): object {
  return {
    name,
    isFile: false,
    isDirectory: true,
    createReader: () => {
      let at = 0;
      return {
        readEntries: (done: (some: object[]) => void) => {
          const some = inner.slice(at, at + 2);
          at += some.length;
          done(some);
        },
      };
    },
  };
}

function anEntry(name: string): object {
  const file = (done: (file: File) => void) => done(new File([PNG], name));
  return { name, isFile: true, isDirectory: false, file };
}

function dropped(entries: object[]): DataTransfer {
  const items = entries.map((entry) => ({ kind: 'file', webkitGetAsEntry: () => entry }));
  // The part of a drop that is read.
  return { items } as unknown as DataTransfer;
}

describe('files that were found', () => {
  test('M60: a folder is read to its last file, in the order of names that people give', async () => {
    const files = await readDrop(
      dropped([
        anEntry('кадр 10.png'),
        anEntry('Кадр 2.png'),
        aFolder(
          'б',
          ['5', '1', '4', '2', '3'].map((n) => anEntry(`${n}.png`)),
        ),
        aFolder('а', [aFolder('внутри', [anEntry('я.png')]), anEntry('.DS_Store'), anEntry('Thumbs.db')]),
      ]),
    );
    expect(files.map(({ path }) => path)).toEqual([
      'а/внутри/я.png',
      ...['1', '2', '3', '4', '5'].map((n) => `б/${n}.png`),
      'Кадр 2.png',
      'кадр 10.png',
    ]);
  });

  test('natural order counts numbers', () => {
    const names = ['10.png', '9.png', '1.png'].map((name) => found(name, PNG));
    expect(inNaturalOrder(names).map(({ path }) => path)).toEqual(['1.png', '9.png', '10.png']);
  });

  test('M60: what a file is stands in its bytes, whatever its name says', async () => {
    const { taken, refused } = await sortFiles([
      found('настоящая.txt', PNG),
      found('картинка.png', '<svg xmlns="http://www.w3.org/2000/svg"/>'),
      found('фильм.mp4', '#EXTM3U\n'),
      found('пусто.png'),
      found('реплики.srt', '1\r\n00:00:01,000 --> 00:00:02,000\r\nДа\r\n'),
    ]);
    expect(taken.map(({ name, kind }) => [name, kind])).toEqual([
      ['настоящая.txt', 'image'],
      ['реплики.srt', 'subtitles'],
    ]);
    expect(refused).toEqual([
      { name: 'картинка.png', why: 'not_media' },
      { name: 'фильм.mp4', why: 'not_media' },
      { name: 'пусто.png', why: 'empty' },
    ]);
  });

  test('V127: words beside a file go with it; words of no file are refused with the reason', async () => {
    const { taken, refused } = await sortFiles([
      found('a.png', PNG),
      found('a.txt', 'маяк'),
      found('b.json', '{}'),
    ]);
    expect(taken.map(({ name, sidecar }) => [name, sidecar?.name])).toEqual([['a.png', 'a.txt']]);
    expect(refused).toEqual([{ name: 'b.json', why: 'no_file_beside' }]);
  });

  test('M61: a table copied from an office is lines, not the picture of them', () => {
    const pasted = (count: number, text: string) =>
      // The parts of a clipboard that are asked for.
      ({ files: { length: count }, getData: () => text }) as unknown as DataTransfer;
    expect(bringsFiles(pasted(1, ''))).toBe(true);
    expect(bringsFiles(pasted(1, 'снимок.png'))).toBe(true);
    expect(bringsFiles(pasted(2, '/a/1.png\n/a/2.png'))).toBe(true);
    expect(bringsFiles(pasted(1, 'Перрон\nКупе'))).toBe(false);
    expect(bringsFiles(pasted(0, 'Перрон'))).toBe(false);
    expect(bringsFiles(null)).toBe(false);
  });
});
