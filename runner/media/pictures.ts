import { availableParallelism } from 'node:os';
import type sharp from 'sharp';
import type { Sharp } from 'sharp';
import { LIGHT_SLOTS } from '../slots.ts';
import { PIXELS_MAX } from './input-guards.ts';

const WITHIN_S = 60;
const CACHE_MB = 50;

/** What is known by its first bytes, and drawings that we make ourselves in memory; no PDF, no TIFF, no SVG of others. */
const LOADERS = [
  'VipsForeignLoadPng',
  'VipsForeignLoadJpeg',
  'VipsForeignLoadWebp',
  'VipsForeignLoadNsgif',
  'VipsForeignLoadHeif',
  'VipsForeignLoadSvgBuffer',
];

let prepared: Promise<typeof sharp> | undefined;

/** The library as this process uses it: jobs beside each other rather than threads inside of one. */
export function pictureLibrary(): Promise<typeof sharp> {
  prepared ??= prepare();
  return prepared;
}

type Leniency = { pixelsMax?: number; failOn?: 'truncated' | 'error' };

/** A picture that was sent to us; it fails when it is larger than anybody draws, or damaged. */
export async function openPicture(
  path: string,
  { pixelsMax = PIXELS_MAX, failOn = 'error' }: Leniency = {},
): Promise<Sharp> {
  const library = await pictureLibrary();
  return library(path, { limitInputPixels: pixelsMax, failOn, sequentialRead: true }).timeout({
    seconds: WITHIN_S,
  });
}

async function prepare(): Promise<typeof sharp> {
  const { default: library } = await import('sharp');
  library.block({ operation: ['VipsForeignLoad'] });
  library.unblock({ operation: LOADERS });
  library.concurrency(Math.max(1, Math.floor(availableParallelism() / LIGHT_SLOTS)));
  library.cache({ memory: CACHE_MB, files: 0, items: 0 });
  return library;
}
