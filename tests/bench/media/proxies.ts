import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { proxyArgs } from '#runner/media/film-forms.ts';
import { lookAt } from '../../runner/look-at.ts';
import type { Bench } from '../bench.ts';
import { recording } from './photographs.ts';
import { sideBySide } from './side-by-side.ts';

const run = promisify(execFile);
const SHOWN = { width: 1920, height: 1080, framesPerS: 30 };

export const proxies: Bench = {
  id: 'M2',
  title: 'просмотровая копия фильма 1080p; рядом ffmpeg с теми же аргументами',
  async run({ quick, scratchFolder }) {
    const lengthS = quick ? 5 : 20;
    const film = await recording(lengthS);
    const own = join(scratchFolder, 'film');
    return await sideBySide(
      { ours: () => lookAtFilm(film, own), bare: () => convert(film, own) },
      { bench: 'M2', figure: `фильм ${lengthS} с`, repeats: quick ? 1 : 5, factor: 1.15 },
    );
  },
};

async function lookAtFilm(film: string, own: string): Promise<void> {
  const outcome = await lookAt(film, { type: 'video/mp4', folder: own, names: ['proxy'] });
  if (outcome.says !== 'complete' || outcome.made.length !== 1) throw new Error(JSON.stringify(outcome));
  await rm(own, { recursive: true });
}

async function convert(film: string, own: string): Promise<void> {
  const made = `${own}.mp4`;
  await run('ffmpeg', ['-v', 'error', '-y', '-i', film, ...proxyArgs(SHOWN), made]);
  await rm(made);
}
