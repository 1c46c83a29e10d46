import { execFile } from 'node:child_process';
import { mkdir, rename, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { noise } from '../../hostile-files/bytes.ts';

const run = promisify(execFile);
const FOLDER = join(tmpdir(), 'raskadr-bench-media-2');
const WIDTH = 2048;
const HEIGHT = 1152;
const GRAIN = 6;

/** So many pictures, the same every time; drawn once on a machine. */
export async function photographs(count: number): Promise<string[]> {
  await mkdir(FOLDER, { recursive: true });
  const grain = noise(WIDTH * HEIGHT * 3 + count * 4096);
  const paths: string[] = [];
  for (let number = 0; number < count; number++) {
    const path = join(FOLDER, `${String(number).padStart(3, '0')}.png`);
    paths.push(path);
    if (await isThere(path)) continue;
    const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
    await sharp(drawn(number, grain), { raw }).png({ compressionLevel: 6 }).toFile(`${path}.part`);
    await rename(`${path}.part`, path);
  }
  return paths;
}

/** A film of so many seconds that moves and has grain. */
export async function recording(seconds: number): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  const path = join(FOLDER, `film-${seconds}.mp4`);
  if (await isThere(path)) return path;
  const source = `mandelbrot=s=1920x1080:r=30,noise=alls=8:allf=t:all_seed=1`;
  const args = [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    source,
    '-t',
    String(seconds),
    '-pix_fmt',
    'yuv420p',
  ];
  await run('ffmpeg', [
    ...args,
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-b:v',
    '12M',
    '-f',
    'mp4',
    `${path}.part`,
  ]);
  await rename(`${path}.part`, path);
  return path;
}

/** A sky, three hills and a sun under grain. */
function drawn(number: number, grain: Buffer): Buffer {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  const turn = number * 0.7;
  const hills = Float64Array.from(
    { length: WIDTH },
    (_, x) => HEIGHT * (0.6 + 0.12 * Math.sin(x / 210 + turn) + 0.05 * Math.sin(x / 47 + turn * 3)),
  );
  const sunX = WIDTH * (0.2 + ((number * 37) % 60) / 100);
  let at = 0;
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const isHill = y > (hills[x] ?? 0);
      const isSun = (x - sunX) ** 2 + (y - 300) ** 2 < 14_400;
      const light = isSun ? 240 : isHill ? 70 + (y - HEIGHT / 2) / 14 : 200 - y / 9;
      for (let part = 0; part < 3; part++, at++) {
        const tint = 1 - 0.22 * ((part + number) % 3);
        pixels[at] = Math.min(255, light * tint + ((grain[at + number * 4096] ?? 0) * GRAIN) / 256);
      }
    }
  return pixels;
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
