import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { credibleDurationMs, UNSEEN } from '#shared/media/content-facts.ts';
import { encodePeaks, PEAKS_TYPE } from '#shared/media/peaks.ts';
import { streamOut } from '../ffmpeg.ts';
import type { FilmAtHand } from './film-forms.ts';
import { PeakFolder } from './peak-folder.ts';
import { type Seen, seenBy, seenByError, unreadable } from './seen.ts';

const RATE = 8000;
const WITHIN_MS = 5 * 60_000;

/** The outline of a sound and how long it really is, which its head need not know. */
export async function makeSoundForms({
  path,
  sniffed,
  folder,
  work,
  attempt,
  signal,
}: FilmAtHand): Promise<Seen> {
  const folded = new PeakFolder(RATE);
  const ended = await streamOut({
    inputs: [{ path, demuxer: sniffed.demuxer }],
    args: ['-map', '0:a:0', '-vn', '-ac', '1', '-ar', String(RATE), '-f', 's16le'],
    signal,
    withinMs: WITHIN_MS,
    onOut: (chunk) => folded.add(chunk),
  });
  if (ended.how !== 'done') return seenBy('ffmpeg', ended, { attempt });
  if (folded.durationMs === 0) return unreadable();
  const durationMs = credibleDurationMs(folded.durationMs / 1000);
  const facts = { ...UNSEEN, durationMs };
  if (!work.names.includes('peaks')) return { kind: 'seen', made: [], facts };
  const output = join(folder, 'peaks');
  try {
    await writeFile(output, encodePeaks(folded.peaks()));
  } catch (error) {
    return seenByError(error);
  }
  const shape = { kind: 'audio', type: PEAKS_TYPE, width: null, height: null, durationMs } as const;
  return { kind: 'seen', made: [{ path: output, ...shape, rendition: 'peaks' }], facts };
}
