import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { sha256OfFile } from '#runner/durable.ts';
import { pictureLibrary } from '#runner/media/pictures.ts';
import { LIGHT_SLOTS } from '#runner/slots.ts';
import { lookAt } from '../../runner/look-at.ts';
import type { Bench } from '../bench.ts';
import { photographs } from './photographs.ts';
import { sideBySide } from './side-by-side.ts';

const WIDTHS = [320, 640, 1600];

export const thumbnails: Bench = {
  id: 'M1',
  title: 'три превью, цвета и похожесть каждой из картинок 2K; рядом цикл по sharp',
  async run({ quick, scratchFolder }) {
    const paths = await photographs(quick ? 30 : 150);
    const hashes = new Map<string, string>();
    for (const path of paths) hashes.set(path, await sha256OfFile(path));
    const look = (path: string, own: string) => lookOnce(path, { own, sha256: hashes.get(path) ?? '' });
    // The same threads for both.
    await pictureLibrary();
    const figure = `${paths.length} картинок, по ${LIGHT_SLOTS} сразу`;
    return await sideBySide(
      { ours: () => eachOf(paths, look, scratchFolder), bare: () => eachOf(paths, shrink, scratchFolder) },
      { bench: 'M1', figure, repeats: quick ? 1 : 3, factor: 1.3 },
    );
  },
};

type Way = (path: string, own: string) => Promise<void>;

async function eachOf(paths: string[], way: Way, scratchFolder: string): Promise<void> {
  const waiting = [...paths.entries()];
  const line = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      await way(next[1], join(scratchFolder, `picture-${next[0]}`));
  };
  await Promise.all(Array.from({ length: LIGHT_SLOTS }, line));
}

async function lookOnce(path: string, { own, sha256 }: { own: string; sha256: string }): Promise<void> {
  const outcome = await lookAt(path, { type: 'image/png', folder: own, sha256 });
  if (outcome.says !== 'complete' || outcome.made.length !== 3) throw new Error(JSON.stringify(outcome));
  await rm(own, { recursive: true });
}

async function shrink(path: string, own: string): Promise<void> {
  for (const width of WIDTHS) {
    const to = `${own}-${width}.webp`;
    await sharp(path)
      .autoOrient()
      .resize({ width, withoutEnlargement: true })
      .webp({ quality: 75 })
      .toFile(to);
    await rm(to);
  }
}
