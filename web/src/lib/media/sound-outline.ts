import type { AssetRecord } from '#shared/assets/asset-record.ts';
import { decodePeaks, type Peaks } from '#shared/media/peaks.ts';
import { mediaUrl } from './media-url.ts';

const BAR_PX = 3;

/** The outline of a sound; nothing where it is not made yet or cannot be had. */
export async function fetchPeaks(
  asset: Pick<AssetRecord, 'sha256' | 'renditions'>,
): Promise<Peaks | undefined> {
  if (!asset.renditions.includes('peaks')) return undefined;
  try {
    const response = await fetch(mediaUrl(asset, 'peaks'));
    return response.ok ? decodePeaks(new Uint8Array(await response.arrayBuffer())) : undefined;
  } catch {
    // The net is away, or the page: half an outline is none.
    return undefined;
  }
}

/** A sound that is quieter than this is drawn quiet; a louder one fills its place. */
const QUIET = 8;

/** Heights between 0 and 1 for that many bars, the loudest of what falls into each. */
export function barsOf({ min, max }: Peaks, count: number): number[] {
  const bars = Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * max.length) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * max.length) / count));
    let height = 0;
    for (let column = from; column < to; column++)
      height = Math.max(height, max[column] ?? 0, -(min[column] ?? 0));
    return height;
  });
  const loudest = Math.max(QUIET, ...bars);
  return bars.map((height) => height / loudest);
}

/** Draws the outline as bars, what was played in one colour and the rest in another. */
export function drawOutline(
  canvas: HTMLCanvasElement,
  { peaks, share }: { peaks: Peaks | undefined; share: number },
): void {
  const paper = canvas.getContext('2d');
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!paper || width === 0) return;
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  paper.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const [played, rest] = [
    style.getPropertyValue('--color-accent'),
    style.getPropertyValue('--color-control'),
  ];
  const bars = peaks ? barsOf(peaks, Math.max(1, Math.floor(width / BAR_PX))) : undefined;
  const count = Math.floor(width / BAR_PX);
  for (let bar = 0; bar < count; bar++) {
    const tall = Math.max(2, (bars?.[bar] ?? 0) * height);
    paper.fillStyle = (bar + 0.5) / count <= share ? played : rest;
    paper.fillRect(bar * BAR_PX, (height - tall) / 2, BAR_PX - 1, tall);
  }
}
