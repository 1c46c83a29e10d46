import { expect, test } from 'vitest';
import { stillSet, stillUrl } from '#lib/media/media-url.ts';
import type { RenditionName } from '#shared/assets/asset-record.ts';

function aPicture(renditions: RenditionName[], width: number | null = 1280) {
  return { sha256: 'ab', kind: 'image' as const, renditions, width };
}

test('the browser is given every still with its real width, so that it takes the sharp one', () => {
  expect(stillSet(aPicture(['w320', 'w640', 'w1600']))).toBe(
    '/media/ab/w320 320w, /media/ab/w640 640w, /media/ab/w1600 1280w',
  );
  expect(stillSet(aPicture(['w320', 'w1600'], null))).toBe('/media/ab/w320 320w, /media/ab/w1600 1600w');
});

test('with one still or none there is nothing to choose from', () => {
  expect(stillSet(aPicture(['w320']))).toBeUndefined();
  expect(stillSet(aPicture([]))).toBeUndefined();
  expect(stillSet({ ...aPicture(['w320', 'w640']), kind: 'audio' })).toBeUndefined();
  expect(stillUrl(aPicture([]), 'w320')).toBe('/media/ab/original');
});
