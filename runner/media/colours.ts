import type { Sharp } from 'sharp';
import { COLOURS_MAX } from '#shared/media/content-facts.ts';

const SIDE = 64;
/** Nearer than this in red, green and blue together is the same colour to the eye of a list. */
const APART = 56;
const LEAST_SHARE = 0.03;
const SEEN_THROUGH = 128;

type Heap = { count: number; red: number; green: number; blue: number };

/** What most of a picture is painted with, `#rrggbb`, the most first; what can be seen through does not count. */
export async function coloursOf(picture: Sharp): Promise<string[]> {
  const pixels = await picture
    .ensureAlpha()
    .toColourspace('srgb')
    .resize(SIDE, SIDE, { fit: 'inside', kernel: 'linear' })
    .raw()
    .toBuffer();
  const heaps = heapsOf(pixels).sort((a, b) => b.count - a.count);
  const found: Heap[] = [];
  for (const heap of heaps) {
    const near = found.find((other) => distance(other, heap) < APART);
    if (near) pour(near, heap);
    else if (found.length < COLOURS_MAX * 3) found.push({ ...heap });
  }
  const all = found.reduce((sum, { count }) => sum + count, 0);
  return found
    .filter(({ count }) => count >= all * LEAST_SHARE)
    .sort((a, b) => b.count - a.count)
    .slice(0, COLOURS_MAX)
    .map(hexOf);
}

/** Pixels that agree in the upper four bits of each colour. */
function heapsOf(pixels: Buffer): Heap[] {
  const heaps = new Map<number, Heap>();
  for (let at = 0; at + 3 < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at, at + 4);
    if (alpha < SEEN_THROUGH) continue;
    const key = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4);
    const heap = heaps.get(key) ?? { count: 0, red: 0, green: 0, blue: 0 };
    heaps.set(key, heap);
    pour(heap, { count: 1, red, green, blue });
  }
  return [...heaps.values()];
}

function pour(into: Heap, from: Heap): void {
  into.count += from.count;
  into.red += from.red;
  into.green += from.green;
  into.blue += from.blue;
}

function distance(a: Heap, b: Heap): number {
  const of = (sum: 'red' | 'green' | 'blue') => a[sum] / a.count - b[sum] / b.count;
  return Math.hypot(of('red'), of('green'), of('blue'));
}

function hexOf({ count, red, green, blue }: Heap): string {
  const digits = [red, green, blue].map((sum) =>
    Math.round(sum / count)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${digits.join('')}`;
}
