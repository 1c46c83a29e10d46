import { join } from 'node:path';
import type { FrameMoment, FrameWork } from '#shared/jobs/frame-work.ts';
import type { Sniffed } from '#shared/media/sniff.ts';
import { STAGE } from '#shared/russian/runner-text.ts';
import type { Made } from './adapters/adapter.ts';
import { faultOf, makeFile } from './ffmpeg.ts';
import type { JobContext } from './job-context.ts';
import { framesToTry, listFrameTimes } from './media/frame-times.ts';
import { probeStreams } from './media/probe.ts';
import type { ToolEnd } from './media/run-tool.ts';
import type { Outcome } from './outcome.ts';
import { sniffFile } from './sniff-file.ts';

const AGAIN_AFTER_MS = 30_000;
const WITHIN_MS = 120_000;
const MAX_BYTES = 512 * 1024 ** 2;
/** From this height on a film that does not say how its colours are written is taken for one of television in high definition. */
const HIGH_DEFINITION = 720;

/** One frame of a film as a picture, of its full size and exactly the one that is meant. */
export async function makeFrame(context: JobContext, work: FrameWork): Promise<Outcome> {
  const { folder, lease, stopped, progress } = context;
  const signal = AbortSignal.any([lease.lost, lease.cancelled, stopped]);
  progress.at(STAGE.fetching);
  const inputs = await context.fetchInputs();
  if (!inputs.ok) return inputs.outcome;
  const [film] = inputs.files;
  if (!film)
    return { says: 'fail', body: { sent: 'no', fault: { code: 'asset_not_found' }, retry: 'never' } };
  progress.at(STAGE.takingFrame);
  const taken = await takeFrame(film.path, { at: work.at, output: join(folder, 'frame.png'), signal });
  if (signal.aborted) return { says: 'release' };
  if (taken.how === 'made') return { says: 'complete', made: [taken.made], body: {} };
  if (taken.how === 'unreadable')
    return { says: 'fail', body: { sent: 'no', fault: { code: 'content_unreadable' }, retry: 'never' } };
  const fault = faultOf('ffmpeg', taken.ended);
  return { says: 'fail', body: { sent: 'no', fault, retry: 'retry', retryAfterMs: AGAIN_AFTER_MS } };
}

type Taken = { how: 'made'; made: Made } | { how: 'unreadable' } | { how: 'again'; ended: ToolEnd };

type Wanted = { at: FrameMoment; output: string; signal: AbortSignal };

export async function takeFrame(path: string, { at, output, signal }: Wanted): Promise<Taken> {
  const sniffed = await sniffFile(path);
  if (!sniffed || sniffed.kind === 'image' || sniffed.kind === 'subtitles') return { how: 'unreadable' };
  const probed = await probeStreams(path, { sniffed, signal });
  if (probed.how !== 'done') return blamed(probed);
  const { picture, durationMs } = probed.streams;
  if (!picture) return { how: 'unreadable' };
  const listed = await listFrameTimes(path, { sniffed, at, durationMs, signal });
  if (listed.how !== 'done') return blamed(listed);
  const { timesS, isUntagged } = listed.times;
  for (const atS of framesToTry(timesS, at)) {
    const ended = await writeFrame(path, { sniffed, picture, atS, isUntagged, output, signal });
    if (ended.how === 'done') return { how: 'made', made: aPicture(output, picture) };
    if (ended.how !== 'failed') return blamed(ended);
  }
  return { how: 'unreadable' };
}

/** What went wrong by the file is its own; for everything else another try may do better. */
function blamed(ended: ToolEnd): Taken {
  return ended.how === 'failed' ? { how: 'unreadable' } : { how: 'again', ended };
}

type Size = { width: number; height: number };

function aPicture(path: string, { width, height }: Size): Made {
  return { path, kind: 'image', type: 'image/png', width, height, durationMs: null };
}

function writeFrame(
  path: string,
  {
    sniffed,
    picture: { width, height },
    atS,
    isUntagged,
    output,
    signal,
  }: {
    sniffed: Sniffed;
    picture: Size;
    atS: number;
    isUntagged: boolean;
    output: string;
    signal: AbortSignal;
  },
): Promise<ToolEnd> {
  const matrix = isUntagged && height >= HIGH_DEFINITION ? ':in_color_matrix=bt709' : '';
  const scale = `scale=${width}:${height}:flags=bicubic+accurate_rnd+full_chroma_int${matrix}`;
  return makeFile({
    // Between this frame and the one before it: whatever comes first from there is meant.
    inputs: [{ path, demuxer: sniffed.demuxer, options: ['-ss', Math.max(0, atS - 0.001).toFixed(6)] }],
    args: [
      ...['-map', '0:V:0', '-frames:v', '1', '-vf', `${scale},setsar=1,format=rgb24`],
      ...['-f', 'image2', '-c:v', 'png', '-update', '1'],
    ],
    output,
    signal,
    withinMs: WITHIN_MS,
    maxBytes: MAX_BYTES,
  });
}
