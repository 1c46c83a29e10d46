import { expect, test } from 'vitest';
import { frameAt, frameRateOf, middleOfFrame, timecodeOf } from '#shared/media/timecode.ts';

const RATES = [12, 16, 24_000 / 1001, 24, 25, 30_000 / 1001, 30, 50, 60_000 / 1001, 60, 120];

/** Moments of pictures as a browser tells them, some left out. */
function moments(
  fps: number,
  { count, from = 0, skip = () => false }: { count: number; from?: number; skip?: (n: number) => boolean },
) {
  return Array.from({ length: count }, (_, n) => n + from)
    .filter((n) => !skip(n))
    .map((n) => Math.round((n / fps) * 1e6) / 1e6);
}

test.each(RATES)('V141: a rate of %f is told by the moments of pictures', (fps) => {
  for (const from of [0, 3, 1000])
    expect(frameRateOf(moments(fps, { count: 60, from }))).toEqual({
      fps: expect.closeTo(fps, 3),
      isEven: true,
    });
});

test('V141: a slow machine that leaves pictures out changes nothing', () => {
  const skip = (n: number) => n % 5 === 2 || n % 7 === 3;
  expect(frameRateOf(moments(24, { count: 80, skip }))?.fps).toBe(24);
  expect(frameRateOf(moments(25, { count: 80, skip }))?.fps).toBe(25);
  expect(frameRateOf(moments(60, { count: 80, skip }))?.fps).toBe(60);
});

test('V141: an uneven pace is said to be one, and too few pictures say nothing', () => {
  const uneven = [0, 0.04, 0.1, 0.117, 0.21, 0.26, 0.35, 0.361];
  expect(frameRateOf(uneven)?.isEven).toBe(false);
  expect(frameRateOf([0, 0.04, 0.08])).toBeUndefined();
  expect(frameRateOf([])).toBeUndefined();
  expect(frameRateOf([1, 1, 1, 1, 1, 1, Number.NaN])).toBeUndefined();
});

test('V141: the number of a picture and its middle agree at every rate, for an hour', () => {
  for (const fps of RATES)
    for (let frame = 0; frame < 3600 * fps; frame += 997) {
      expect(frameAt(middleOfFrame(frame, fps), fps)).toBe(frame);
      // The very beginning of it, rounded down to a millisecond.
      expect(frameAt(Math.floor((frame / fps) * 1000) / 1000, fps)).toBe(frame);
    }
  expect(middleOfFrame(-3, 24)).toBe(middleOfFrame(0, 24));
});

test('V141: a timecode counts pictures within the second', () => {
  expect(timecodeOf(0, 24)).toBe('00:00:00:00');
  expect(timecodeOf(65.5, 24)).toBe('00:01:05:12');
  expect(timecodeOf(3599.99, 25)).toBe('00:59:59:24');
  // As everybody counts who leaves no number out.
  expect(timecodeOf(60, 30_000 / 1001)).toBe('00:00:59:28');
});
