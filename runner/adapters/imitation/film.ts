import { join } from 'node:path';
import type { Fault } from '#shared/fault.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { FRAME_UNREADABLE_TEXT } from '#shared/russian/imitation-text.ts';
import { STAGE } from '#shared/russian/runner-text.ts';
import { runFfmpeg } from '../../ffmpeg.ts';
import { openPicture, pictureLibrary } from '../../media/pictures.ts';
import type { Assignment, InputFile, Made } from '../adapter.ts';
import type { Lettering } from './lettering.ts';
import { drawLabel, drawPicture, type Size, sizeOf } from './picture.ts';

const FPS = 24;
const LONG_SIDE = 1280;
const ZOOM = 0.18;
const WITHIN_MS = 5 * 60_000;
const MAX_BYTES = 200 * 1024 ** 2;

type Shooting = { lettering: Lettering; seconds: number; frame: InputFile | undefined; aspect: unknown };

/** The first frame, slowly coming nearer; exactly as long as was asked. */
export async function shootFilm(assignment: Assignment, shooting: Shooting): Promise<Result<Made>> {
  const { folder, signal, progress } = assignment;
  const frames = Math.round(shooting.seconds * FPS);
  const still = await prepareStill(assignment, shooting);
  if (!still.ok) return still;
  const { path, label, width, height } = still.value;
  const output = join(folder, 'film.mp4');
  // Zoomed at twice the size and brought down: whole pixels at the target size would tremble.
  const zoom = `scale=${width * 2}:${height * 2},zoompan=z='1+${ZOOM}*on/${frames}':d=${frames}:x='(iw-iw/zoom)/2':y='(ih-ih/zoom)/2':s=${width}x${height}:fps=${FPS}`;
  const ran = await runFfmpeg({
    inputs: [
      { path, demuxer: 'png_pipe' },
      { path: label, demuxer: 'png_pipe' },
    ],
    args: [
      ...[
        '-filter_complex',
        `[0:v]${zoom}[film];[film][1:v]overlay=0:0,format=yuv420p[out]`,
        '-map',
        '[out]',
      ],
      ...['-frames:v', String(frames), '-r', String(FPS), '-c:v', 'libx264', '-preset', 'veryfast'],
      ...['-crf', '22', '-movflags', '+faststart', '-an', '-f', 'mp4'],
    ],
    output,
    signal,
    withinMs: WITHIN_MS,
    maxBytes: MAX_BYTES,
    durationMs: shooting.seconds * 1000,
    onProgress: (share) => progress.at(STAGE.filming, share),
  });
  signal.throwIfAborted();
  if (!ran.ok) return ran;
  const durationMs = Math.round((frames / FPS) * 1000);
  return ok({ path: output, kind: 'video', type: 'video/mp4', width, height, durationMs });
}

type Still = Size & { path: string; label: string };

async function prepareStill(assignment: Assignment, shooting: Shooting): Promise<Result<Still>> {
  const { folder, work } = assignment;
  const { lettering, frame, aspect } = shooting;
  const sharp = await pictureLibrary();
  const path = join(folder, 'still.png');
  const label = join(folder, 'label.png');
  let size = sizeOf(aspect);
  if (frame) {
    const fitted = await fitFrame(frame.path, path);
    if (!fitted) return fail({ code: 'work_failed', reason: FRAME_UNREADABLE_TEXT } satisfies Fault);
    size = fitted;
  } else {
    const svg = drawPicture(lettering, { prompt: work.text, seed: work.take, size });
    await sharp(Buffer.from(svg)).png().toFile(path);
  }
  await sharp(Buffer.from(drawLabel(lettering, size)))
    .png()
    .toFile(label);
  return ok({ path, label, ...size });
}

/** The frame at the size of the film; `undefined` when it is no picture. */
async function fitFrame(from: string, to: string): Promise<Size | undefined> {
  try {
    const picture = await openPicture(from);
    const { autoOrient } = await picture.metadata();
    const scale = Math.min(1, LONG_SIDE / Math.max(autoOrient.width, autoOrient.height));
    const even = (length: number) => Math.max(2, Math.round((length * scale) / 2) * 2);
    const size = { width: even(autoOrient.width), height: even(autoOrient.height) };
    await picture
      .autoOrient()
      .resize(size.width, size.height, { fit: 'fill' })
      .flatten({ background: '#000' })
      .png()
      .toFile(to);
    return size;
  } catch {
    return undefined;
  }
}
