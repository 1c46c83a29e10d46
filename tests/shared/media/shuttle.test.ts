import { expect, test } from 'vitest';
import { loopedTo, NO_LOOP, shuttled, wentBack, withEdge } from '#shared/media/shuttle.ts';

function pressed(keys: string): number[] {
  let speed = 0;
  return [...keys].map((key) => {
    speed = key === 'K' ? 0 : shuttled(speed, key === 'L' ? 1 : -1);
    return speed;
  });
}

test('V140: L again and again goes faster, J the same way back, K stops', () => {
  expect(pressed('LLLLL')).toEqual([1, 2, 4, 8, 8]);
  expect(pressed('JJJJJ')).toEqual([-1, -2, -4, -8, -8]);
  expect(pressed('LLKL')).toEqual([1, 2, 0, 1]);
  expect(pressed('LLJJL')).toEqual([1, 2, -1, -2, 1]);
});

test('V140: backwards a film comes to its beginning, or to that of its loop, and stays there', () => {
  expect(wentBack(2, { speed: -2, elapsedMs: 500, startS: 0 })).toBe(1);
  expect(wentBack(0.5, { speed: -8, elapsedMs: 1000, startS: 0 })).toBe(0);
  expect(wentBack(3, { speed: -8, elapsedMs: 1000, startS: 1.5 })).toBe(1.5);
});

test('V142: a loop has its edges in order, and a film that leaves it comes back', () => {
  const both = withEdge(withEdge(NO_LOOP, 'from', 1), 'to', 2);
  expect(both).toEqual({ fromS: 1, toS: 2 });
  expect(withEdge(both, 'from', 3)).toEqual({ fromS: 3, toS: null });
  expect(withEdge(both, 'to', 0.5)).toEqual({ fromS: null, toS: 0.5 });
  expect([1, 1.99, 2, 2.5].map((at) => loopedTo(at, both))).toEqual([undefined, undefined, 1, 1]);
  expect(loopedTo(0, both)).toBe(1);
  expect(loopedTo(9, NO_LOOP)).toBeUndefined();
  expect(loopedTo(2, { fromS: null, toS: 2 })).toBe(0);
});
