import { expect, test } from 'vitest';
import { playerActOf } from '#lib/player/player-keys.ts';

const key = (code: string, more: object = {}) => ({
  ...{ code, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false },
  ...more,
});
const act = (
  code: string,
  { isStopHeld = false, ...more }: { isStopHeld?: boolean; shiftKey?: boolean; ctrlKey?: boolean } = {},
) => playerActOf(key(code, more), { isStopHeld });

test('V140: J, K and L lead the film; with K held they lead from picture to picture', () => {
  expect(act('KeyL')).toEqual({ is: 'shuttle', way: 1 });
  expect(act('KeyJ')).toEqual({ is: 'shuttle', way: -1 });
  expect(act('KeyK')).toEqual({ is: 'stop' });
  expect(act('KeyL', { isStopHeld: true })).toEqual({ is: 'step', frames: 1 });
  expect(act('KeyJ', { isStopHeld: true })).toEqual({ is: 'step', frames: -1 });
});

test('V140: arrows, comma and point are one picture, Shift makes it a second', () => {
  expect([act('ArrowLeft'), act('Comma')]).toEqual(Array(2).fill({ is: 'step', frames: -1 }));
  expect([act('ArrowRight'), act('Period')]).toEqual(Array(2).fill({ is: 'step', frames: 1 }));
  expect(act('ArrowRight', { shiftKey: true })).toEqual({ is: 'jump', seconds: 1 });
  expect(act('KeyL', { shiftKey: true })).toBeUndefined();
});

test('V140: what is meant for the browser, or for nobody, is left alone', () => {
  expect(act('KeyL', { ctrlKey: true })).toBeUndefined();
  expect(act('KeyZ')).toBeUndefined();
  expect(act('Escape')).toBeUndefined();
});
