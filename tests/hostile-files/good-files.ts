import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { noise } from './bytes.ts';

const run = promisify(execFile);

/** A good file of a type that we take. */
export type GoodFile = { name: string; type: string; bytes: Buffer };

const PICTURES = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
} as const;
const FILM = ['-f', 'lavfi', '-i', 'testsrc2=s=96x64:r=12:d=1'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=d=1'];
const BOTH = [...FILM, ...SOUND, '-shortest'];
const RECORDINGS: [name: string, type: string, args: string[]][] = [
  ['film.mp4', 'video/mp4', [...BOTH, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-movflags', '+faststart']],
  ['film.mov', 'video/quicktime', [...BOTH, '-c:v', 'libx264', '-pix_fmt', 'yuv420p']],
  ['film.webm', 'video/webm', [...BOTH, '-c:v', 'libvpx', '-c:a', 'libopus']],
  ['film.mkv', 'video/x-matroska', [...BOTH, '-c:v', 'mpeg4', '-c:a', 'flac']],
  ['sound.wav', 'audio/wav', SOUND],
  ['sound.mp3', 'audio/mpeg', SOUND],
  ['sound.m4a', 'audio/mp4', [...SOUND, '-brand', 'M4A ']],
  ['sound.flac', 'audio/flac', SOUND],
  ['sound.ogg', 'audio/ogg', [...SOUND, '-c:a', 'libvorbis']],
  ['sound.aac', 'audio/aac', SOUND],
];

/** One of every type, made here. */
export async function goodFiles(folder: string): Promise<GoodFile[]> {
  const width = 96;
  const height = 64;
  const drawn = sharp(noise(width * height * 3), { raw: { width, height, channels: 3 } }).blur(4);
  const pictures = Object.entries(PICTURES).map(async ([type, format]) => ({
    name: `picture.${format}`,
    type,
    bytes: await drawn.clone().toFormat(format).toBuffer(),
  }));
  const recordings = RECORDINGS.map(async ([name, type, args]) => {
    const path = join(folder, name);
    await run('ffmpeg', ['-v', 'error', '-y', ...args, path]);
    return { name, type, bytes: await readFile(path) };
  });
  return await Promise.all([...pictures, ...recordings]);
}
