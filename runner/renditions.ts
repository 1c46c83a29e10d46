import { join } from 'node:path';
import type { RenditionWork } from '#shared/jobs/work.ts';
import { UNSEEN } from '#shared/media/content-facts.ts';
import { STAGE } from '#shared/russian/runner-text.ts';
import { fetchOne } from './inputs.ts';
import type { JobContext } from './job-context.ts';
import { type FilmAtHand, makeFilmForms, makeProxy } from './media/film-forms.ts';
import { makePictureForms } from './media/picture-forms.ts';
import { pictureLibrary } from './media/pictures.ts';
import { type Seen, seenByError, unreadable } from './media/seen.ts';
import { makeSoundForms } from './media/sound-forms.ts';
import type { Outcome } from './outcome.ts';
import { sniffFile } from './sniff-file.ts';

const AGAIN_AFTER_MS = 30_000;

/** What has come in is looked at, and gets its smaller forms. That a file cannot be read is a fact of the file, not an end of the work. */
export async function makeRenditions(context: JobContext, work: RenditionWork): Promise<Outcome> {
  const { client, folder, lease, stopped, progress, order } = context;
  const signal = AbortSignal.any([lease.lost, lease.cancelled, stopped]);
  const path = join(folder, 'source');
  progress.at(STAGE.fetching);
  const missing = await fetchOne(client, { sha256: work.sha256, path, signal });
  if (missing) return missing;
  progress.at(STAGE.shrinking, 0);
  const onProgress = (share: number) => progress.at(STAGE.shrinking, share);
  const seen = await look({ path, folder, work, attempt: order.attempt, signal, onProgress });
  if (signal.aborted || seen.kind === 'stopped') return { says: 'release' };
  if (seen.kind === 'again')
    return {
      says: 'fail',
      body: { sent: 'no', fault: seen.fault, retry: 'retry', retryAfterMs: AGAIN_AFTER_MS },
    };
  return { says: 'complete', made: seen.made, body: seen.facts ? { facts: seen.facts } : {} };
}

/** What the first bytes say must agree with what the asset is held to be. */
async function look(source: Omit<FilmAtHand, 'sniffed'>): Promise<Seen> {
  const { path, work } = source;
  const [wanted] = work.type.split('/');
  const sniffed = await sniffFile(path);
  if (!sniffed || (sniffed.kind === 'image') !== (wanted === 'image')) return unreadable();
  const film = { ...source, sniffed };
  if (wanted === 'image') return await lookAtPicture(film);
  if (sniffed.kind === 'subtitles') return unreadable();
  if (wanted === 'audio') return await makeSoundForms(film);
  return work.names.includes('proxy') ? await makeProxy(film) : await makeFilmForms(film);
}

async function lookAtPicture({ path, folder, work: { names } }: FilmAtHand): Promise<Seen> {
  try {
    await pictureLibrary();
  } catch {
    return { kind: 'again', fault: { code: 'tool_missing', tool: 'sharp' } };
  }
  try {
    const { made, facts } = await makePictureForms(path, { names, folder });
    return { kind: 'seen', made, facts: { ...UNSEEN, ...facts } };
  } catch (error) {
    return seenByError(error);
  }
}
