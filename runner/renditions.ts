import { join } from 'node:path';
import type { RenditionName } from '#shared/assets/asset-record.ts';
import type { Fault } from '#shared/fault.ts';
import type { RenditionWork } from '#shared/jobs/work.ts';
import type { Sniffed } from '#shared/media/sniff.ts';
import { STAGE } from '#shared/russian/runner-text.ts';
import type { Made } from './adapters/adapter.ts';
import { probe, runFfmpeg } from './ffmpeg.ts';
import { fetchOne } from './inputs.ts';
import type { JobContext } from './job-context.ts';
import type { Outcome } from './outcome.ts';
import { sniffFile } from './sniff-file.ts';

const WIDTHS: Partial<Record<RenditionName, number>> = { w320: 320, w640: 640, w1600: 1600, poster: 1600 };
const QUALITY = 75;
const PIXELS_MAX = 100_000_000;
const POSTER_WITHIN_MS = 60_000;
const POSTER_MAX_BYTES = 100 * 1024 ** 2;
/** A film that begins in black says nothing by its first frame. */
const POSTER_AT_MOST_S = 1;

/** Smaller pictures of a picture, or of the beginning of a film. */
export async function makeRenditions(context: JobContext, work: RenditionWork): Promise<Outcome> {
  const { client, folder, lease, stopped, progress } = context;
  const signal = AbortSignal.any([lease.lost, lease.cancelled, stopped]);
  const source = join(folder, 'source');
  progress.at(STAGE.fetching);
  const missing = await fetchOne(client, { sha256: work.sha256, path: source, signal });
  if (missing) return missing;
  const sniffed = await sniffFile(source);
  if (!sniffed || sniffed.kind === 'audio' || sniffed.kind === 'subtitles')
    return never({ code: 'work_failed', reason: sniffed?.type ?? work.type });
  progress.at(STAGE.shrinking, 0);
  const still = sniffed.kind === 'image' ? source : await posterOf(source, { sniffed, folder, signal });
  if (typeof still !== 'string') return signal.aborted ? { says: 'release' } : never(still);
  const made: Made[] = [];
  try {
    for (const name of work.names) {
      if (signal.aborted) return { says: 'release' };
      progress.at(STAGE.shrinking, made.length / work.names.length);
      made.push(await shrink(still, { name, folder }));
    }
  } catch (error) {
    return never({ code: 'work_failed', reason: error instanceof Error ? error.message.slice(0, 200) : '' });
  }
  return { says: 'complete', made, body: {} };
}

async function shrink(
  from: string,
  { name, folder }: { name: RenditionName; folder: string },
): Promise<Made> {
  const { default: sharp } = await import('sharp');
  const path = join(folder, `${name}.webp`);
  const { width, height } = await sharp(from, { limitInputPixels: PIXELS_MAX, failOn: 'error' })
    .autoOrient()
    .resize({ width: WIDTHS[name], withoutEnlargement: true })
    .webp({ quality: QUALITY })
    .toFile(path);
  return { path, kind: 'image', type: 'image/webp', width, height, durationMs: null, rendition: name };
}

async function posterOf(
  source: string,
  { sniffed, folder, signal }: { sniffed: Sniffed; folder: string; signal: AbortSignal },
): Promise<string | Fault> {
  const facts = await probe(source, { sniffed, signal });
  if (!facts.ok) return facts.fault;
  const atS = Math.min(POSTER_AT_MOST_S, (facts.value.durationMs ?? 0) / 1000 / 3);
  const output = join(folder, 'still.png');
  const ran = await runFfmpeg({
    inputs: [{ path: source, demuxer: sniffed.demuxer, options: ['-ss', atS.toFixed(3)] }],
    args: ['-frames:v', '1', '-an', '-f', 'image2', '-c:v', 'png', '-update', '1'],
    output,
    signal,
    withinMs: POSTER_WITHIN_MS,
    maxBytes: POSTER_MAX_BYTES,
  });
  return ran.ok ? output : ran.fault;
}

function never(fault: Fault): Outcome {
  return { says: 'fail', body: { sent: 'no', fault, retry: 'never' } };
}
