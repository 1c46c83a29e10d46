import { describe, expect, test } from 'vitest';
import { ShotId } from '#shared/ids.ts';
import { layOutAsNew, layOutFiles, listNewShots } from '#shared/uploads/lay-out-files.ts';

const SOUNDS = /\.(?:wav|mp3|flac|srt)$/;

function idOf(number: number): ShotId {
  return ShotId.parse(`01J${String(number).padStart(23, '0')}`);
}

/** A film of so many shots, some of them with titles. */
function aFilm(count: number, titles: Record<number, string> = {}) {
  return Array.from({ length: count }, (_, n) => ({ id: idOf(n + 1), title: titles[n + 1] ?? '' }));
}

function filesOf(paths: string[]) {
  return paths.map((path) => ({ path, kind: SOUNDS.test(path) ? ('audio' as const) : ('image' as const) }));
}

/** Per file: the number of its shot, `new` with the group of those that share one, or nothing. */
function lay(paths: string[], film: ReturnType<typeof aFilm>) {
  return layOutFiles(filesOf(paths), film).map(({ target, why }) => {
    if (target.to === 'shot') return [Number(target.shot.slice(3)), why.code];
    return [target.to === 'new' ? 'new' : 'nowhere', why.code];
  });
}

function layOne(path: string, film = aFilm(40)) {
  return lay([path], film)[0];
}

describe('where files of a drop go', () => {
  test.each([
    ['shot_012_take2.png', 12],
    ['012.png', 12],
    ['0012.png', 12],
    ['12 - крыша.jpg', 12],
    ['12_03.png', 12],
    ['12a.png', 12],
    ['12б крыша.png', 12],
    ['12d.png', 12],
    ['7.mp4', 7],
    ['Сцена 3 - кадр 4.mp4', 4],
    ['scene03_shot04.mp4', 4],
    ['Scene03Shot04.mp4', 4],
    ['SC03_SH040.png', 40],
    ['s01_sh020.png', 20],
    ['sh010_v003.png', 10],
    ['Шот №5.png', 5],
    ['№ 5.png', 5],
    ['#5.png', 5],
    ['кадр-05 дубль 3.webp', 5],
    ['5-й кадр.png', 5],
    ['фильм кадр 9 1920x1080.png', 9],
    ['кадр 9 2026-11-22 14-30-22.png', 9],
    ['2026-11-22_shot_08.png', 8],
    ['shot 3 (2).png', 3],
    ['shot 3 — копия.png', 3],
    ['03_24fps_5s_4k.mp4', 3],
    ['shot_03_seed_18446744073709551615.png', 3],
    ['03 v12.png', 3],
    ['ШОТ 11.PNG', 11],
    ['frame_0006.png', 6],
  ])('V128: %s says shot %i', (path, number) => {
    expect(layOne(path)).toEqual([number, 'number']);
  });

  test.each([
    ['IMG_0034.jpg', 'counted'],
    ['IMG_2034.jpg', 'counted'],
    ['IMG_E0012.HEIC', 'counted'],
    ['DSC00012.jpg', 'counted'],
    ['ComfyUI_00012_.png', 'counted'],
    ['Снимок 12.png', 'counted'],
    ['PXL_20261122_101112.mp4', 'counted'],
    ['IMG-20261122-WA0003.jpg', 'counted'],
    ['Screenshot 2026-11-22 at 10.11.12.png', 'nothing'],
    ['2026-11-22.png', 'nothing'],
    ['22.11.2026.png', 'nothing'],
    ['20261122.png', 'nothing'],
    ['1920x1080.png', 'nothing'],
    ['16х9.png', 'nothing'],
    ['1080p.mp4', 'nothing'],
    ['24fps.mp4', 'nothing'],
    ['take 3.png', 'nothing'],
    ['v12.png', 'nothing'],
    ['(3).png', 'nothing'],
    ['2034.png', 'nothing'],
    ['a3f7b9c2-1111-4222-8333-444455556666.png', 'nothing'],
    ['Сцена 3.png', 'nothing'],
    ['00.png', 'nothing'],
    ['снимоккадр.png', 'nothing'],
    ['3d.png', 'nothing'],
    ['shot 3 кадр 5.png', 'several_numbers'],
  ])('V129: %s says no shot: a new one, for the reason %s', (path, why) => {
    expect(layOne(path)).toEqual(['new', why]);
  });

  test('V128: numbers that a camera counted are new shots in their order', () => {
    const files = filesOf(['IMG_2034.jpg', 'IMG_2035.jpg', 'IMG_2036.jpg']);
    const laid = layOutFiles(files, aFilm(3000));
    expect(laid.map(({ why }) => why.code)).toEqual(['counted', 'counted', 'counted']);
    const targets = laid.map(({ target }) => target);
    expect(listNewShots(targets, files)).toEqual(['file 0', 'file 1', 'file 2']);
  });

  test('V128: files of one number share a shot, those that no shot has yet share a new one, and new ones go by number', () => {
    const files = filesOf([
      'shot_02 a.png',
      'shot_02 b.png',
      'б/shot_11.png',
      'shot_10_take1.png',
      'shot_10_take2.png',
      'x.png',
    ]);
    const laid = layOutFiles(files, aFilm(3));
    expect(laid.map(({ target }) => target)).toEqual([
      { to: 'shot', shot: idOf(2) },
      { to: 'shot', shot: idOf(2) },
      { to: 'new', group: '0 11' },
      { to: 'new', group: '0 10' },
      { to: 'new', group: '0 10' },
      { to: 'new', group: 'file 5' },
    ]);
    const targets = laid.map(({ target }) => target);
    expect(listNewShots(targets, files)).toEqual(['0 10', '0 11', 'file 5']);
  });

  test.each([
    ['Крыша.png', 'title'],
    ['КРЫША!.png', 'title'],
    ['крыша_take3.png', 'title'],
    ['крыша 01.png', 'title'],
    ['крыша_1920x1080.png', 'title'],
    ['Ёлка_во дворе.png', 'title'],
    ['елка во дворе.png', 'title'],
    ['крыша, ночь и дождь.png', 'near_title'],
    ['елка во двре.png', 'near_title'],
  ])('V130: %s is called as a shot is', (path, why) => {
    const film = aFilm(9, { 4: 'Крыша', 6: 'Ёлка, во дворе' });
    expect(layOne(path, film)).toEqual([path.toLowerCase().startsWith('кр') ? 4 : 6, why]);
  });

  test('V130: a title of digits goes before the place, the longest of two near titles before the other', () => {
    expect(layOne('012.png', aFilm(20, { 3: '012' }))).toEqual([3, 'title']);
    expect(layOne('кадр 2.png', aFilm(20, { 9: 'Кадр 2' }))).toEqual([9, 'title']);
    const film = aFilm(9, { 1: 'Крыша', 2: 'Крыша ночью' });
    expect(layOne('общий крыша ночью.png', film)).toEqual([2, 'near_title']);
  });

  test('V129: in doubt a new shot, and the reason', () => {
    expect(layOne('крыша.png', aFilm(9, { 2: 'Крыша', 5: 'крыша' }))).toEqual(['new', 'several_titles']);
    expect(layOne('3 - крыша.png', aFilm(9, { 5: 'Крыша' }))).toEqual(['new', 'number_and_title']);
    expect(layOne('5 - крыша.png', aFilm(9, { 5: 'Крыша' }))).toEqual([5, 'number']);
    expect(layOne('shot 3/shot 4.png')).toEqual(['new', 'several_numbers']);
    expect(layOne('комната 102.png', aFilm(9, { 5: 'Комната 101' }))).not.toEqual([5, 'near_title']);
    expect(layOne('кот.png', aFilm(9, { 5: 'Кит' }))).toEqual(['new', 'nothing']);
  });

  test('V131: a folder that is called as a shot or its number takes all that lies in it', () => {
    const film = aFilm(20, { 4: 'Крыша' });
    const paths = [
      'shot_012/001.png',
      'shot_012/002.png',
      'шот 7/день/IMG_2034.jpg',
      'Крыша/1.png',
      'крыша/финал.mp4',
    ];
    expect(lay(paths, film)).toEqual([12, 12, 7, 4, 4].map((number) => [number, 'folder']));
    expect(lay(['съёмка/3/а.png', 'съёмка/5 двор/01.png'], film)).toEqual([
      [3, 'folder'],
      [5, 'folder'],
    ]);
  });

  test('V131: one folder with a number of its own is no shot while its files have theirs; dates are none', () => {
    expect(lay(['2 неделя/01.png', '2 неделя/07.png'], aFilm(9))).toEqual([
      [1, 'number'],
      [7, 'number'],
    ]);
    expect(layOne('2026-11-22/shot_012.png')).toEqual([12, 'number']);
    expect(layOne('фильм 3/05.png')).toEqual([5, 'number']);
  });

  test('V132: numbers that begin anew in every scene are new shots, in the order of scenes', () => {
    const files = filesOf([
      'сцена 2/кадр 1.png',
      'сцена 1 кадр 2.png',
      'сцена 1 кадр 1.png',
      'сцена 2/кадр 1 дубль 2.png',
    ]);
    const laid = layOutFiles(files, aFilm(9));
    expect(new Set(laid.map(({ why }) => why.code))).toEqual(new Set(['numbers_repeat']));
    const targets = laid.map(({ target }) => target);
    expect(listNewShots(targets, files)).toEqual(['1 1', '1 2', '2 1']);
  });

  test('V132: numbers that go on through the scenes are those of the film', () => {
    expect(lay(['sc1_sh1.png', 'sc1_sh2.png', 'sc2_sh3.png'], aFilm(9))).toEqual([
      [1, 'number'],
      [2, 'number'],
      [3, 'number'],
    ]);
  });

  test('V132: a number at the end counts in a series of one name, and not beside other names', () => {
    expect(lay(['film_01.png', 'film_02.png', 'film_12.png'], aFilm(9))).toEqual([
      [1, 'number'],
      [2, 'number'],
      ['new', 'no_such_number'],
    ]);
    expect(layOne('Gen-4 Turbo крыша, M 5.mp4')).toEqual(['new', 'nothing']);
    expect(lay(['анна 1.png', 'борис 1.png'], aFilm(9))).toEqual([
      ['new', 'nothing'],
      ['new', 'nothing'],
    ]);
  });

  test('V133: a sound goes to a shot or to a new one with a picture, and to none of its own', () => {
    expect(lay(['012.wav', 'музыка.mp3', '50.wav', '51.wav', '51.png'], aFilm(20))).toEqual([
      [12, 'number'],
      ['nowhere', 'needs_shot'],
      ['nowhere', 'needs_shot'],
      ['new', 'no_such_number'],
      ['new', 'no_such_number'],
    ]);
    expect(layOutAsNew(filesOf(['a.png', 'b.wav'])).map(({ target }) => target.to)).toEqual([
      'new',
      'nowhere',
    ]);
  });

  test('V128: 200 files in a film of 150, each where its number says, the rest new in order', () => {
    const paths = Array.from({ length: 200 }, (_, n) => `shot_${String(n + 1).padStart(3, '0')}.png`);
    const files = filesOf(paths);
    const laid = layOutFiles(files, aFilm(150));
    for (const [n, { target }] of laid.entries())
      expect(target).toEqual(
        n < 150 ? { to: 'shot', shot: idOf(n + 1) } : { to: 'new', group: `0 ${n + 1}` },
      );
    const targets = laid.map(({ target }) => target);
    expect(listNewShots(targets, files)).toEqual(Array.from({ length: 50 }, (_, n) => `0 ${n + 151}`));
  });

  test('V128: 500 long names against 1,000 long titles take no longer than a hand notices', () => {
    const long = (n: number) => `План ${'абвгдежзик'.repeat(3)} ${n.toString(36)} конец`;
    const film = aFilm(1000, Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [n + 1, long(n)])));
    const files = filesOf(Array.from({ length: 500 }, (_, n) => `${long(n * 7 + 5000)}.png`));
    const begun = performance.now();
    layOutFiles(files, film);
    expect(performance.now() - begun).toBeLessThan(4000);
  });

  test('V128: an empty film, no files and a name of nothing are no trouble', () => {
    expect(layOutFiles([], aFilm(3))).toEqual([]);
    expect(lay(['.png', '12.png', ' '], [])).toEqual([
      ['new', 'nothing'],
      ['new', 'no_such_number'],
      ['new', 'nothing'],
    ]);
  });
});
