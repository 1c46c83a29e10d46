import { expect, test } from 'vitest';
import { barsOf } from '#lib/media/sound-outline.ts';
import { firstSubtitleLines } from '#lib/media/subtitle-lines.ts';
import { veilOf } from '#lib/media/veil.ts';

const outline = (max: number[], min = max.map((value) => -value)) => ({
  durationMs: 1000,
  min: Int8Array.from(min),
  max: Int8Array.from(max),
});

test('M42: a bar is as high as the loudest moment in it, and a quiet sound fills its place too', () => {
  expect(barsOf(outline([0, 64, 10, 32]), 2)).toEqual([1, 0.5]);
  expect(barsOf(outline([0, 0], [-64, -32]), 2)).toEqual([1, 0.5]);
});

test('M42: more bars than columns repeat them, silence is flat, and noise near silence stays low', () => {
  expect(barsOf(outline([20, 40]), 4)).toEqual([0.5, 0.5, 1, 1]);
  expect(barsOf(outline([0, 0]), 2)).toEqual([0, 0]);
  expect(barsOf(outline([1, 2]), 2)).toEqual([0.125, 0.25]);
  expect(barsOf(outline([]), 2)).toEqual([0, 0]);
});

test('M41: subtitles show what is said, without numbers, times and marks of style', () => {
  const text =
    '1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>Ты</i> пришла.\r\nНаконец.\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n{\\an8}2046\r\n\r\n3\r\n00:00:05';
  expect(firstSubtitleLines(text, 4)).toEqual(['Ты пришла. Наконец.', '2046', '00:00:05']);
  expect(firstSubtitleLines(text, 1)).toEqual(['Ты пришла. Наконец.']);
});

test('M40: colours become a background, and what is no colour gets nowhere', () => {
  expect(veilOf(['#102030', '#405060', '#708090', '#ffffff'])).toMatch(
    /^linear-gradient\(135deg, .*#102030.*#405060.*#708090/,
  );
  expect(veilOf(['#102030', 'url(//evil)', '#40506'])).not.toMatch(/evil|#40506\b/);
  expect(veilOf(['red; background: url(x)'])).toBeUndefined();
  expect(veilOf([])).toBeUndefined();
});
