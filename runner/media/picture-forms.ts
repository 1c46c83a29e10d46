import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sharp } from 'sharp';
import type { RenditionName } from '#shared/assets/asset-record.ts';
import type { ContentFacts } from '#shared/media/content-facts.ts';
import type { Made } from '../adapters/adapter.ts';
import { coloursOf } from './colours.ts';
import { likenessOf } from './likeness.ts';
import { openPicture, pictureLibrary } from './pictures.ts';

const WIDTHS: Partial<Record<RenditionName, number>> = { w320: 320, w640: 640, w1600: 1600, poster: 1600 };
const SMALL = 320;
/** WebP ends there. */
const HEIGHT_MAX = 16_383;
const QUALITY = 75;

type Pixels = { data: Buffer; info: { width: number; height: number; channels: 1 | 2 | 3 | 4 } };
export type PictureForms = {
  made: Made[];
  facts: Pick<ContentFacts, 'width' | 'height' | 'colours' | 'likeness'>;
};

/** Read once, at the size of the largest of them; everything smaller is made of that. */
export async function makePictureForms(
  path: string,
  { names, folder }: { names: RenditionName[]; folder: string },
): Promise<PictureForms> {
  const widths = [...new Set(names.flatMap((name) => WIDTHS[name] ?? []))];
  const picture = await openPicture(path);
  const { autoOrient } = await picture.metadata();
  const large = await pixelsOf(picture.autoOrient(), Math.max(SMALL, ...widths));
  const small = await pixelsOf(await pictureOf(large), SMALL);
  const colours = await coloursOf(await pictureOf(small));
  const likeness = await likenessOf(await pictureOf(small));
  const encoded: (Encoded & { width: number })[] = [];
  // One after the other: the job beside this one has the other processor.
  for (const width of widths)
    encoded.push({ width, ...(await encode(width === SMALL ? small : large, width)) });
  const made = await Promise.all(
    names.flatMap((rendition) => {
      const form = encoded.find(({ width }) => width === WIDTHS[rendition]);
      return form ? [keep(form, { rendition, folder })] : [];
    }),
  );
  const { width, height } = autoOrient;
  return { made, facts: { width, height, colours, likeness } };
}

type Encoded = { data: Buffer; info: { width: number; height: number } };

async function encode(pixels: Pixels, width: number): Promise<Encoded> {
  const picture = await pictureOf(pixels);
  const fitted = width < pixels.info.width ? picture.resize({ width }) : picture;
  return fitted.webp({ quality: QUALITY }).toBuffer({ resolveWithObject: true });
}

async function keep(
  { data, info }: Encoded,
  { rendition, folder }: { rendition: RenditionName; folder: string },
): Promise<Made> {
  const path = join(folder, `${rendition}.webp`);
  // Not by the library, which does not say that the disk is full.
  await writeFile(path, data);
  const { width, height } = info;
  return { path, kind: 'image', type: 'image/webp', width, height, durationMs: null, rendition };
}

async function pixelsOf(picture: Sharp, width: number): Promise<Pixels> {
  return await picture
    .resize({ width, height: HEIGHT_MAX, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
}

async function pictureOf({ data, info }: Pixels): Promise<Sharp> {
  const library = await pictureLibrary();
  const { width, height, channels } = info;
  return library(data, { raw: { width, height, channels } });
}
