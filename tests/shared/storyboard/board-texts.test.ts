import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Shot } from '#shared/documents/index-doc.ts';
import { draftOf, setParam } from '#shared/documents/shot-doc.ts';
import { initialsText } from '#shared/russian/people-here-text.ts';
import { planText } from '#shared/russian/plan-text.ts';
import { copyShotContent } from '#shared/storyboard/copy-shot-content.ts';
import { findShots } from '#shared/storyboard/find-shots.ts';
import { readPlan, totalPlanS } from '#shared/storyboard/plan-seconds.ts';
import { readShotLines } from '#shared/storyboard/read-shot-lines.ts';

const titles = ['Город просыпается', 'Ёлка', 'Мост 12', 'Окно', 'Дождь'];
const shots = titles.map((title, n) =>
  Shot.parse({ id: `01M7YSS39B8C4WD745HGW0000${n}`, title, state: n % 2 === 0 ? 'ready' : 'waiting' }),
);

function found(query: string, states: ('ready' | 'waiting')[] = []): string[] {
  return findShots(shots, { query, states: new Set(states) }).flatMap((place) => titles[place] ?? []);
}

describe('search', () => {
  test('finds by a part of the title, without capitals and with «е» for «ё»', () => {
    expect(found('ПРОСЫП')).toEqual(['Город просыпается']);
    expect(found('елка')).toEqual(['Ёлка']);
    expect(found('  ')).toEqual(titles);
    expect(found('нет такого')).toEqual([]);
    expect(found('ujhjl')).toEqual(['Город просыпается']);
  });

  test('finds by a word of a note, but no number in one', () => {
    const [first, ...rest] = shots;
    if (!first) throw new Error('no shots');
    const noted = [{ ...first, note: 'Зонт для оператора, 2 дубля' }, ...rest];
    const places = (query: string) => findShots(noted, { query, states: new Set() });
    expect(places('зонт')).toEqual([0]);
    expect(places('jgthfnjh')).toEqual([0]);
    expect(places('2')).toEqual([1, 2]);
  });

  test('finds by number, by range and by a list of both, and digits of a title too', () => {
    expect(found('2')).toEqual(['Ёлка', 'Мост 12']);
    expect(found('№ 4')).toEqual(['Окно']);
    expect(found('2-4')).toEqual(['Ёлка', 'Мост 12', 'Окно']);
    expect(found('4–2')).toEqual(['Ёлка', 'Мост 12', 'Окно']);
    expect(found('1, 4-5')).toEqual(['Город просыпается', 'Окно', 'Дождь']);
    expect(found('12')).toEqual(['Мост 12']);
    expect(found('99-100')).toEqual([]);
  });

  test('states and words narrow together', () => {
    expect(found('', ['ready'])).toEqual(['Город просыпается', 'Мост 12', 'Дождь']);
    expect(found('о', ['waiting'])).toEqual(['Окно']);
  });
});

describe('a pasted list', () => {
  test('loses its marks and numbers and keeps its seconds', () => {
    expect(
      readShotLines('1. Город — 4 с\r\n2) Мост\n\n  - Лицо в окне (2,5 сек)\n• Дождь\nШот 5: Утро'),
    ).toEqual([
      { title: 'Город', planS: 4 },
      { title: 'Мост' },
      { title: 'Лицо в окне', planS: 2.5 },
      { title: 'Дождь' },
      { title: 'Утро' },
    ]);
  });

  test('does not take a year, a time or a word for a number or seconds', () => {
    expect(readShotLines('12:30 утра\n1941 год\nСон\nКадр плывёт\nПрошло 9999 с')).toEqual([
      { title: '12:30 утра' },
      { title: '1941 год' },
      { title: 'Сон' },
      { title: 'Кадр плывёт' },
      { title: 'Прошло' },
    ]);
  });
});

describe('a duration', () => {
  test('is read the way people write it', () => {
    for (const [text, seconds] of [
      ['4', 4],
      ['4,5 с', 4.5],
      ['1:05', 65],
      ['2 мин', 120],
      ['1 мин 5 с', 65],
      ['  ', null],
    ] as const)
      expect(readPlan(text), text).toBe(seconds);
    for (const text of ['много', '-4', '4 4', '99999', '1:2:3', '0x10'])
      expect(readPlan(text)).toBeUndefined();
  });

  test('is written so that it can be read again', () => {
    for (const planS of [0.5, 4, 59.9, 60, 65, 600]) expect(readPlan(planText(planS))).toBe(planS);
    expect(totalPlanS([{ planS: 0.1 }, { planS: null }, { planS: 0.2 }])).toBe(0.3);
  });
});

test('a copy takes draft and parameters whole, nested ones too, and leaves the original alone', () => {
  const from = new Y.Doc();
  draftOf(from).insert(0, 'мост ночью');
  setParam(from, 'seed', 42);
  const nested = new Y.Map();
  nested.set('lens', 35);
  from.getMap('params').set('camera', nested);
  const to = new Y.Doc();
  copyShotContent(from, to);
  expect(draftOf(to).toString()).toBe('мост ночью');
  expect(to.getMap('params').toJSON()).toEqual({ seed: 42, camera: { lens: 35 } });
  draftOf(to).insert(0, 'не ');
  expect(draftOf(from).toString()).toBe('мост ночью');
});

test('initials tell people apart', () => {
  expect(initialsText('anna.karpova')).toBe('AK');
  expect(initialsText('борис')).toBe('БО');
  expect(initialsText('я')).toBe('Я');
});
