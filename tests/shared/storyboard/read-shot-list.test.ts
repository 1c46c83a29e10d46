import { describe, expect, test } from 'vitest';
import { NOTE_MAX_CHARS, TITLE_MAX_CHARS } from '#shared/documents/limits.ts';
import { decodeShotList } from '#shared/storyboard/decode-shot-list.ts';
import { mayBeMoreThanLines } from '#shared/storyboard/may-be-more-than-lines.ts';
import { LIST_MAX_BYTES, LIST_MAX_ROWS, readShotList } from '#shared/storyboard/read-shot-list.ts';
import { joinRows, rowOf, titleOf } from '#shared/storyboard/shot-row.ts';
import { SCRIPT } from './a-script.ts';

function titles(text: string): string[] {
  return readShotList(text).rows.map(({ title }) => title);
}

describe('V30 a plain list', () => {
  test('gives a shot for each line, without its marks, with its seconds', () => {
    expect(readShotList('1. Город — 4 с\n\n- Мост\n• Дождь (2,5 сек)')).toEqual({
      kind: 'lines',
      rows: [
        { title: 'Город', note: '', prompt: '', planS: 4 },
        { title: 'Мост', note: '', prompt: '', planS: null },
        { title: 'Дождь', note: '', prompt: '', planS: 2.5 },
      ],
      problems: [],
    });
  });

  test('sentences with commas and semicolons are no table', () => {
    expect(readShotList('Утро, туман, мост\nДень; солнце; река').kind).toBe('lines');
    expect(readShotList('Название, в котором запятая\nЕщё строка, и ещё').kind).toBe('lines');
  });

  test('a short one needs no look, a table, a script and a long one do', () => {
    expect(mayBeMoreThanLines('1. Город — 4 с\n2. Мост')).toBe(false);
    expect(mayBeMoreThanLines('№\tНазвание\tСекунды\n1\tГород\t4')).toBe(true);
    expect(mayBeMoreThanLines('# Сцена\nГород')).toBe(true);
    expect(mayBeMoreThanLines('| a | b |\n|---|---|')).toBe(true);
    expect(mayBeMoreThanLines(SCRIPT)).toBe(true);
    expect(mayBeMoreThanLines(`а\n${'б'.repeat(300)}`)).toBe(true);
    expect(mayBeMoreThanLines('а\n'.repeat(41))).toBe(true);
  });
});

describe('V31 a table', () => {
  test('with Russian names of columns, semicolons, quotes and a mark of the encoding', () => {
    const { kind, rows, problems } = readShotList(
      '\ufeff№;Название;Описание;Секунды;Промт\r\n1;Крыша;"Дождь; ветер\r\nи ""антенны""";4,5;rooftop, rain\r\n2;Мост;;0:07;',
    );
    expect([kind, problems]).toEqual(['table', []]);
    expect(rows).toEqual([
      { title: 'Крыша', note: 'Дождь; ветер\nи "антенны"', prompt: 'rooftop, rain', planS: 4.5 },
      { title: 'Мост', note: '', prompt: '', planS: 7 },
    ]);
  });

  test('with English names, commas, and columns that nobody knows kept in the note', () => {
    expect(
      readShotList('Shot #,Title,Description,Duration,Lens\n1,Roof,"Rain, wind",4 sec,35mm\n').rows,
    ).toEqual([{ title: 'Roof', note: 'Rain, wind\nLens: 35mm', prompt: '', planS: 4 }]);
  });

  test('with tabs out of a spreadsheet, with names and without', () => {
    expect(readShotList('Номер\tКадр\tДействие\n1\tОкно\tОна смотрит').rows).toEqual([
      { title: 'Окно', note: 'Она смотрит', prompt: '', planS: null },
    ]);
    expect(readShotList('1\tОкно\tОна смотрит\t3\n2\tДверь\tОна уходит\t2,5').rows).toEqual([
      { title: 'Окно', note: 'Она смотрит', prompt: '', planS: 3 },
      { title: 'Дверь', note: 'Она уходит', prompt: '', planS: 2.5 },
    ]);
  });

  test('without titles takes them out of what is told, and loses nothing', () => {
    const [row] = readShotList(
      '№,Описание,Промт\n1,"Город спит. Над крышами медленно поднимается пар.",city',
    ).rows;
    expect(row).toMatchObject({ title: 'Город спит. Над крышами медленно поднимается пар', prompt: 'city' });
    expect(row?.note).toContain('поднимается пар.');
    expect(readShotList('№,Промт\n1,a city at dawn').rows[0]).toMatchObject({
      title: 'a city at dawn',
      prompt: 'a city at dawn',
    });
  });

  test('seconds that cannot be read stay in the note', () => {
    expect(readShotList('Название;Секунды\nКрыша;как пойдёт').rows).toEqual([
      { title: 'Крыша', note: 'как пойдёт', prompt: '', planS: null },
    ]);
  });

  test('a quote that never ends and cells too many are told with their lines', () => {
    expect(readShotList('Название;Описание\nКрыша;"дождь\nМост;туман').problems).toEqual([
      { code: 'unclosed_quote', line: 2 },
    ]);
    const { rows, problems } = readShotList('Название,Описание\nКрыша,дождь\nМост,туман, ветер');
    expect(problems).toEqual([{ code: 'too_many_cells', line: 3 }]);
    expect(rows[1]?.note).toContain('ветер');
  });

  test('of Markdown, with escaped bars', () => {
    const text =
      '# План\n\n| № | Название | Описание | Сек |\n|---|:--:|---|--:|\n| 1 | **Крыша** | дождь \\| ветер | 4 |\n| 2 | Мост | | |';
    expect(readShotList(text)).toMatchObject({
      kind: 'table',
      rows: [
        { title: 'Крыша', note: 'дождь | ветер', planS: 4 },
        { title: 'Мост', note: '', planS: null },
      ],
    });
  });
});

describe('V32 Markdown', () => {
  test('items under headings are shots, with what is under them and the heading in the note', () => {
    const { kind, rows } = readShotList(
      '# Фильм\n\n## Утро\n- **Крыши** — 4 с\n  пар над трубами\n- Фонари\n\n## Депо\n1. Ворота\n   - фары\n',
    );
    expect(kind).toBe('markdown');
    expect(rows).toEqual([
      { title: 'Крыши', note: 'Утро\nпар над трубами', prompt: '', planS: 4 },
      { title: 'Фонари', note: 'Утро', prompt: '', planS: null },
      { title: 'Ворота', note: 'Депо\n- фары', prompt: '', planS: null },
    ]);
  });

  test('headings without items are shots themselves, and what groups them goes into the note', () => {
    expect(
      readShotList('# Фильм\n\n## Утро\n\n### Крыши\nПар.\nТуман.\n### Фонари\n## День\nСолнце').rows,
    ).toEqual([
      { title: 'Крыши', note: 'Утро\nПар.\nТуман.', prompt: '', planS: null },
      { title: 'Фонари', note: 'Утро', prompt: '', planS: null },
      { title: 'День', note: 'Солнце', prompt: '', planS: null },
    ]);
  });

  test('a list with lines that go on is one too; links and marks are read as their words', () => {
    expect(readShotList('- [Крыша](http://a.b) _ночью_\n    дождь\n- [x] Мост').rows).toEqual([
      { title: 'Крыша ночью', note: 'дождь', prompt: '', planS: null },
      { title: 'Мост', note: '', prompt: '', planS: null },
    ]);
  });
});

describe('V33 a screenplay', () => {
  test('of nine scenes becomes 24 shots, with scene and speech in the notes', () => {
    const { kind, rows, problems } = readShotList(SCRIPT);
    expect([kind, problems]).toEqual(['screenplay', []]);
    expect(rows.map(({ title }) => title)).toHaveLength(24);
    expect(rows[0]).toEqual({
      title: 'Серые крыши тянутся до горизонта',
      note: '1. НАТ. ГОРОД. КРЫШИ — РАССВЕТ\nСерые крыши тянутся до горизонта. Над ними медленно поднимается пар.',
      prompt: '',
      planS: null,
    });
    expect(rows[2]?.note).toContain('ВЕРА: (тихо) Ну что, старик. Последний раз.');
    expect(rows[6]?.note).toContain('СТАРИК: Ещё ходите?\nВЕРА: Сегодня ещё ходим.');
    expect(rows.some(({ title }) => /СМЕНА|ЗТМ|Автор/.test(title))).toBe(false);
  });

  test('without empty lines, as an office copies it, is read the same', () => {
    const tight = SCRIPT.split('\n')
      .filter((line) => line !== '')
      .join('\n');
    // Nothing parts the title page from the rest then: its lines say what they are.
    const body = tight.slice(tight.indexOf('1. НАТ'));
    expect(titles(body)).toEqual(titles(SCRIPT));
  });

  test('Fountain: forced scenes, remarks, sections, transitions and numbers of scenes', () => {
    const text =
      'Title: Roof\nAuthor: A\n\n# Act one\n\nINT. ROOM - NIGHT #1#\n\nA lamp. [[too dark?]]\n\n/* cut\nthis */\n.FLASHBACK\n\nA younger room.\n\nANNA ^\n(whispering)\nHello.\n\nCUT TO:\n\nEXT. ROOF - DAY\n';
    expect(readShotList(text).rows).toEqual([
      { title: 'A lamp', note: 'INT. ROOM - NIGHT', prompt: '', planS: null },
      { title: 'A younger room', note: 'FLASHBACK\nANNA: (whispering) Hello.', prompt: '', planS: null },
      { title: 'EXT. ROOF - DAY', note: '', prompt: '', planS: null },
    ]);
  });

  test('speech that opens a scene is a shot of its own; planned seconds are read', () => {
    expect(readShotList('ИНТ. КУХНЯ — НОЧЬ\n\nАННА\nКто здесь?\n\nТишина — 3 с').rows).toEqual([
      { title: 'АННА: Кто здесь?', note: 'ИНТ. КУХНЯ — НОЧЬ', prompt: '', planS: null },
      { title: 'Тишина', note: 'ИНТ. КУХНЯ — НОЧЬ', prompt: '', planS: 3 },
    ]);
  });

  test('words that only begin like a scene make no screenplay', () => {
    expect(readShotList('Интересный дом\nНатюрморт с рыбой\nInterior design\nEst. 1904').kind).toBe('lines');
  });
});

describe('V34 rows', () => {
  test('a title is the first sentence, or as many whole words as fit', () => {
    expect(titleOf('Дождь.')).toBe('Дождь');
    expect(titleOf('Где она? Никто не знает.')).toBe('Где она? Никто не знает');
    expect(titleOf('Она смотрит в окно. За окном г. Тверь.')).toBe('Она смотрит в окно');
    const long = titleOf('слово '.repeat(60));
    expect(long.length).toBeLessThanOrEqual(91);
    expect(long.endsWith('слово…')).toBe(true);
    expect(titleOf('😀'.repeat(100)).isWellFormed()).toBe(true);
  });

  test('joined with the one before nothing that was written is lost', () => {
    const first = rowOf({ title: 'А', note: 'сцена', prompt: 'a', planS: 2 });
    expect(joinRows(first, rowOf({ title: 'Б', note: 'сцена', prompt: 'b', planS: 1.5 }))).toEqual({
      title: 'А',
      note: 'сцена\nБ',
      prompt: 'a\nb',
      planS: 3.5,
    });
    expect(joinRows(rowOf({ note: 'x' }), rowOf({ title: 'Б' }))).toMatchObject({
      title: 'Б',
      note: 'x',
      planS: null,
    });
  });
});

describe('V35 limits', () => {
  test('more than a megabyte is not read, more than five hundred rows are cut and told', () => {
    expect(readShotList('a'.repeat(LIST_MAX_BYTES + 1)).problems).toEqual([{ code: 'too_long' }]);
    expect(readShotList('я'.repeat(LIST_MAX_BYTES / 2 + 1)).problems).toEqual([{ code: 'too_long' }]);
    const list = readShotList(Array.from({ length: 700 }, (_, n) => `Шот номер ${n}`).join('\n'));
    expect(list.rows).toHaveLength(LIST_MAX_ROWS);
    expect(list.problems).toEqual([{ code: 'too_many', count: 700 }]);
  });

  test('a file is read as UTF-8, UTF-16 or the Windows encoding', () => {
    const text = 'Название;Секунды\nКрыша;4';
    const utf8 = new TextEncoder().encode(`\ufeff${text}`);
    const windows = Uint8Array.from(text, (char) => {
      const code = char.charCodeAt(0);
      return code >= 0x410 && code <= 0x44f ? code - 0x350 : code;
    });
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...[...text].flatMap((char) => [char.charCodeAt(0) & 255, char.charCodeAt(0) >> 8]),
    ]);
    for (const bytes of [utf8, windows, utf16])
      expect(readShotList(decodeShotList(bytes)).rows).toEqual([
        { title: 'Крыша', note: '', prompt: '', planS: 4 },
      ]);
  });

  test('whatever is pasted is read without a throw, in time, into rows that a document takes', () => {
    const parts = [
      'ИНТ. ',
      'INT. A',
      '\n',
      '\n\n',
      '"',
      ';',
      '\t',
      ',',
      '|',
      '|---|',
      '# ',
      '- ',
      '1. ',
      'Название',
      '№',
      'Секунды',
      'слово ',
      '\u0000',
      '\u202e',
      '😀',
      '\ud800',
      '(',
      '[[',
      '/*',
      '*/',
      '**',
      '>',
      '@',
      'ВЕРА',
      ' — 4 с',
      '\r',
      '\u2028',
      '<b>',
    ];
    let seed = 7;
    const next = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let n = 0; n < 3000; n++) {
      const text = Array.from({ length: next(60) }, () => parts[next(parts.length)]).join('');
      const { rows } = readShotList(text);
      for (const { title, note, planS } of rows) {
        expect(title.length).toBeLessThanOrEqual(TITLE_MAX_CHARS);
        expect(note.length).toBeLessThanOrEqual(NOTE_MAX_CHARS);
        expect(title.isWellFormed() && note.isWellFormed() && !/[\n\r]/.test(title)).toBe(true);
        expect(planS === null || planS >= 0).toBe(true);
      }
    }
  });

  test.each([
    ['one line', 'а '.repeat(300_000)],
    ['dashes', '-'.repeat(900_000)],
    ['bars', '|'.repeat(900_000)],
    ['stars', '*_'.repeat(400_000)],
    ['brackets', '['.repeat(900_000)],
    ['open remarks', '/*'.repeat(400_000)],
    ['quotes', '"'.repeat(900_000)],
    ['lines', '\n'.repeat(900_000)],
    ['sentences', 'А. '.repeat(200_000)],
    ['blanks', `a\n${' '.repeat(900_000)}x`],
    ['headings', '# a\n'.repeat(200_000)],
    ['items', '- a\n'.repeat(200_000)],
    ['bold', `- ${'**a '.repeat(200_000)}`],
    ['links', `# ${'[a]('.repeat(200_000)}`],
    ['scenes', 'INT. A\n'.repeat(120_000)],
    ['capitals', `INT. A\n\n${'A'.repeat(900_000)}`],
    ['numbers', '1 '.repeat(400_000)],
    ['remarks in a script', `INT. A\n\n${'/*['.repeat(300_000)}`],
    ['brackets in a script', `INT. A\n\n${'('.repeat(900_000)}\nb`],
    ['rule', `a|b\n${'--|'.repeat(290_000)}x`],
  ])('V35 a megabyte of %s is read in time', (_, text) => {
    const since = performance.now();
    readShotList(text);
    expect(performance.now() - since).toBeLessThan(20_000);
  });
});
