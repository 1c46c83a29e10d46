import { expect, test } from 'vitest';
import { listFound } from '#lib/palette/list-found.ts';
import { rank } from '#lib/palette/rank.ts';

function titlesFor(query: string, list = COMMANDS): string[] {
  return listFound({ list, find: () => [] }, query, { isMac: false }).map(({ title }) => title);
}

const COMMANDS = [
  { id: 'shot.trash', title: 'В корзину', group: 'Шот', run: () => {} },
  { id: 'shot.new', title: 'Новый шот', group: 'Раскадровка', run: () => {}, keys: [{ code: 'KeyN' }] },
  { id: 'project.new', title: 'Новый проект', group: 'Проекты', run: () => {} },
  { id: 'shot.walk', title: 'Ходить по шотам', group: 'Шот', keys: [{ code: 'ArrowLeft' }] },
  { id: 'undo', title: 'Отменить', group: 'Раскадровка', run: () => {}, isEnabled: () => false },
];

test('text typed in the wrong layout finds what was meant', () => {
  expect(titlesFor('yjdsq ijn')).toEqual(['Новый шот']);
  expect(titlesFor('ырще туц')[0]).toBe('Новый шот');
});

test('a text that begins with the words comes before one that only holds them', () => {
  expect(rank('Шот у окна', 'шот')).toBeGreaterThan(rank('Новый шот', 'шот'));
  expect(rank('Новый шот', 'шот')).toBeGreaterThan(rank('Пашот', 'шот'));
  expect(rank('Дождь', 'шот')).toBe(0);
});

test('words may be typed in part, in any order, with «е» for «ё»', () => {
  expect(rank('Ещё один ночной проезд', 'ноч еще')).toBeGreaterThan(0);
});

test('the English words of a command find it, after the Russian ones', () => {
  expect(titlesFor('trash')).toEqual(['В корзину']);
});

test('the palette offers neither what cannot be done now nor what is done by its keys alone', () => {
  expect(titlesFor('')).toEqual(['В корзину', 'Новый шот', 'Новый проект']);
});
