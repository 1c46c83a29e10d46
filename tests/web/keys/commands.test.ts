import { expect, test } from 'vitest';
import { isMeant } from '#lib/keys/command.ts';
import { groupKeys } from '#lib/keys/group-keys.ts';
import { keysText } from '#shared/russian/keys-text.ts';

type Press = {
  code: string;
  key?: string;
  ctrlKey?: boolean;
  metaKey?: boolean;
  shiftKey?: boolean;
  altKey?: boolean;
};

function press(over: Press): KeyboardEvent {
  // A key press without a browser: only what the rule reads.
  return {
    key: '',
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...over,
  } as KeyboardEvent;
}

test('a key is known by its place, whatever letter the layout prints', () => {
  expect(isMeant({ code: 'KeyN' }, press({ code: 'KeyN', key: 'т' }))).toBe(true);
  expect(isMeant({ code: 'KeyN' }, press({ code: 'KeyY', key: 'n' }))).toBe(false);
});

test('Ctrl and ⌘ are one and the same, and a plain key is not a key with Ctrl', () => {
  const palette = { code: 'KeyK', command: true };
  expect(isMeant(palette, press({ code: 'KeyK', ctrlKey: true }))).toBe(true);
  expect(isMeant(palette, press({ code: 'KeyK', metaKey: true }))).toBe(true);
  expect(isMeant(palette, press({ code: 'KeyK' }))).toBe(false);
  expect(isMeant({ code: 'KeyK' }, press({ code: 'KeyK', ctrlKey: true }))).toBe(false);
  expect(isMeant({ code: 'KeyK' }, press({ code: 'KeyK', altKey: true }))).toBe(false);
});

test('keys are shown as on the caps of the machine', () => {
  expect(keysText({ code: 'KeyZ', command: true, shift: true }, false)).toBe('Ctrl+Shift+Z');
  expect(keysText({ code: 'KeyZ', command: true, shift: true }, true)).toBe('⇧⌘Z');
  expect(keysText({ code: 'Slash', shift: true }, false)).toBe('?');
  expect(keysText({ code: 'BracketLeft' }, false)).toBe('[');
});

test('the list of keys can be searched and leaves out commands without any', () => {
  const commands = [
    { id: 'a', title: 'Новый шот', group: 'Раскадровка', keys: [{ code: 'KeyN' }] },
    { id: 'b', title: 'Корзина', group: 'Раскадровка' },
    { id: 'c', title: 'Дублировать', group: 'Шот', keys: [{ code: 'KeyD' }] },
  ];
  expect(groupKeys(commands, '', { isMac: false }).map(({ group }) => group)).toEqual(['Раскадровка', 'Шот']);
  expect(groupKeys(commands, 'дубл', { isMac: false })).toEqual([
    { group: 'Шот', lines: [{ id: 'c', title: 'Дублировать', caps: ['D'] }] },
  ]);
});
