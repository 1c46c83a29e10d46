import { join } from 'node:path';
import type { RenditionWork } from '#shared/jobs/work.ts';
import { UNSEEN } from '#shared/media/content-facts.ts';
import type { Sniffed } from '#shared/media/sniff.ts';
import { makeFile } from '../ffmpeg.ts';
import { makePictureForms } from './picture-forms.ts';
import { probeStreams, type Streams } from './probe.ts';
import { type Seen, seenBy, seenByError } from './seen.ts';

const STILL_WITHIN_MS = 60_000;
const STILL_MAX_BYTES = 100 * 1024 ** 2;
const STILL_WIDTH = 1600;
/** A film that begins in black says nothing by its first frame. */
const STILL_AT_MOST_S = 1;

const PROXY_SHORT_SIDE = 480;
const PROXY_FPS_MAX = 30;
const PROXY_GOP = 24;
const PROXY_MAX_BYTES = 1024 ** 3;
const PROXY_WITHIN_MS = 60 * 60_000;

export type FilmAtHand = {
  path: string;
  sniffed: Sniffed;
  folder: string;
  work: RenditionWork;
  attempt: number;
  signal: AbortSignal;
  onProgress: (share: number) => void;
};

/** A frame of it in all sizes, and what it is. One that has only sound is no fault, and has nothing to show. */
export async function makeFilmForms(film: FilmAtHand): Promise<Seen> {
  const { path, sniffed, folder, work, signal } = film;
  const probed = await probeStreams(path, { sniffed, signal });
  if (probed.how !== 'done') return seenBy('ffprobe', probed, film);
  const { picture, durationMs } = probed.streams;
  if (!picture) {
    if (!probed.streams.hasSound) return seenBy('ffprobe', NOTHING_IN_IT, film);
    return { kind: 'seen', made: [], facts: { ...UNSEEN, durationMs } };
  }
  const still = join(folder, 'still.png');
  const atS = Math.min(STILL_AT_MOST_S, (durationMs ?? 0) / 1000 / 3);
  let ended = await makeStill(film, { picture, still, atS });
  // Shorter than it says.
  if (ended.how === 'failed' && atS > 0) ended = await makeStill(film, { picture, still, atS: 0 });
  if (ended.how !== 'done') return seenBy('ffmpeg', ended, film);
  try {
    const { made, facts } = await makePictureForms(still, { names: work.names, folder });
    const { width, height } = picture;
    return { kind: 'seen', made, facts: { ...UNSEEN, ...facts, width, height, durationMs } };
  } catch (error) {
    return seenByError(error);
  }
}

const NOTHING_IN_IT = { how: 'failed', code: 0, complaint: 'neither picture nor sound' } as const;

type Shown = NonNullable<Streams['picture']>;

function makeStill(
  film: FilmAtHand,
  { picture, still, atS }: { picture: Shown; still: string; atS: number },
) {
  const { path, sniffed, signal } = film;
  const width = Math.min(STILL_WIDTH, picture.width);
  const height = Math.max(1, Math.round((picture.height * width) / picture.width));
  return makeFile({
    inputs: [{ path, demuxer: sniffed.demuxer, options: ['-ss', atS.toFixed(3)] }],
    args: [
      ...['-map', '0:V:0', '-frames:v', '1', '-vf', `scale=${width}:${height}:flags=bicubic,setsar=1`],
      ...['-f', 'image2', '-c:v', 'png', '-update', '1'],
    ],
    output: still,
    signal,
    withinMs: STILL_WITHIN_MS,
    maxBytes: STILL_MAX_BYTES,
  });
}

/** A small film without sound, of which any place is near. Where none can be made, there is none. */
export async function makeProxy(film: FilmAtHand): Promise<Seen> {
  const { path, sniffed, folder, signal, onProgress } = film;
  const probed = await probeStreams(path, { sniffed, signal });
  if (probed.how !== 'done') return withoutVerdict(seenBy('ffprobe', probed, film));
  const { picture, durationMs } = probed.streams;
  if (!picture) return { kind: 'seen', made: [] };
  const output = join(folder, 'proxy.mp4');
  const ended = await makeFile({
    inputs: [{ path, demuxer: sniffed.demuxer }],
    args: proxyArgs(picture),
    output,
    signal,
    withinMs: PROXY_WITHIN_MS,
    maxBytes: PROXY_MAX_BYTES,
    ...(durationMs === null ? {} : { durationMs, onProgress }),
  });
  if (ended.how !== 'done') return withoutVerdict(seenBy('ffmpeg', ended, film));
  const size = proxySize(picture);
  return {
    kind: 'seen',
    made: [{ path: output, kind: 'video', type: 'video/mp4', ...size, durationMs, rendition: 'proxy' }],
  };
}

/** The same by hand: `ffmpeg -i film … proxy.mp4`. */
export function proxyArgs(picture: Shown): string[] {
  const { width, height } = proxySize(picture);
  const filters = [
    ...(picture.framesPerS > PROXY_FPS_MAX + 1 ? [`fps=${PROXY_FPS_MAX}`] : []),
    `scale=${width}:${height}:flags=bicubic:out_color_matrix=bt709:out_range=tv`,
    'setsar=1',
    'format=yuv420p',
  ];
  return [
    ...['-map', '0:V:0', '-an', '-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-vf', filters.join(','), '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '28'],
    ...['-g', String(PROXY_GOP), '-color_primaries', 'bt709', '-color_trc', 'bt709'],
    ...['-colorspace', 'bt709', '-color_range', 'tv', '-movflags', '+faststart', '-f', 'mp4'],
  ];
}

function proxySize({ width, height }: Shown): { width: number; height: number } {
  const scale = Math.min(1, PROXY_SHORT_SIDE / Math.min(width, height));
  const even = (side: number) => Math.max(2, Math.round((side * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}

/** What is to be said of the film itself, whoever made its poster has said. */
function withoutVerdict(seen: Seen): Seen {
  return seen.kind === 'seen' ? { kind: 'seen', made: [] } : seen;
}
