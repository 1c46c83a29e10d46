import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import type { FilmAsset } from './a-film-file.ts';

const run = promisify(execFile);

/** A landscape of soft hills, another for every seed, as detailed as a photograph: small forms of it weigh what they usually do. */
export async function aPicture(seed: number, { width = 1280, height = 720 } = {}): Promise<FilmAsset> {
  const hue = (seed * 47) % 360;
  const hill = (n: number) => {
    const top = height * (0.35 + 0.15 * n);
    const wave = Array.from(
      { length: 9 },
      (_, x) => `${(x * width) / 8},${top + height * 0.12 * Math.sin(seed * 1.7 + n * 2 + x * 1.3)}`,
    );
    const tone = `hsl(${(hue + 30 * n) % 360} 45% ${46 - 12 * n}%)`;
    return `<polygon points="0,${height} ${wave.join(' ')} ${width},${height}" fill="${tone}"/>`;
  };
  const sun = `<circle cx="${width * (0.2 + 0.6 * ((seed * 0.37) % 1))}" cy="${height * 0.25}" r="${height * 0.09}" fill="#fff4d0"/>`;
  const sky = `<linearGradient id="s" x2="0" y2="1"><stop stop-color="hsl(${hue} 60% 28%)"/><stop offset="1" stop-color="hsl(${(hue + 40) % 360} 70% 72%)"/></linearGradient>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>${sky}</defs><rect width="100%" height="100%" fill="url(#s)"/>${sun}${[0, 1, 2, 3].map(hill).join('')}</svg>`;
  // Coarse grain that outlives the shrinking.
  const [across, down] = [Math.round(width / 8), Math.round(height / 8)];
  const grain = await sharp(grainOf(seed, across * down), {
    raw: { width: across, height: down, channels: 4 },
  })
    .resize(width, height, { kernel: 'cubic' })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const content = await sharp(Buffer.from(svg))
    .composite([{ input: grain }])
    .png({ compressionLevel: 4 })
    .toBuffer();
  return { kind: 'image', type: 'image/png', content, width, height };
}

function grainOf(seed: number, pixels: number): Buffer {
  const bytes = Buffer.alloc(pixels * 4);
  let state = (seed + 1) * 2654435761;
  for (let pixel = 0; pixel < pixels; pixel++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const light = (state >>> 24) & 1 ? 255 : 0;
    bytes.set([light, light, light, (state >>> 16) % 44], pixel * 4);
  }
  return bytes;
}

/** Four seconds of a test picture with a tone that swells. */
export async function aFilm({ hz = 330 } = {}): Promise<FilmAsset> {
  const content = await made('film.mp4', [
    ...['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=24:duration=4'],
    ...['-f', 'lavfi', '-i', `sine=frequency=${hz}:duration=4`],
    ...[
      '-af',
      'tremolo=f=0.5:d=0.9',
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
    ],
  ]);
  return { kind: 'video', type: 'video/mp4', content, width: 640, height: 360, durationMs: 4000 };
}

/** Eight seconds that grow loud and quiet. */
export async function aSound({ hz = 220 } = {}): Promise<FilmAsset> {
  const content = await made('sound.wav', [
    ...[
      '-f',
      'lavfi',
      '-i',
      `sine=frequency=${hz}:duration=8:sample_rate=16000`,
      '-af',
      'tremolo=f=0.4:d=0.95',
    ],
  ]);
  return { kind: 'audio', type: 'audio/wav', content, durationMs: 8000 };
}

async function made(name: string, args: string[]): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-media-'));
  try {
    const path = join(folder, name);
    await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...args, '-y', path]);
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function someSubtitles(): FilmAsset {
  const lines = ['Отправление через две минуты.', 'Ты всё-таки пришла.', 'Я и не уходила.'];
  const text = lines.map(
    (line, n) => `${n + 1}\r\n00:00:0${n},000 --> 00:00:0${n + 1},500\r\n<i>${line}</i>\r\n`,
  );
  return { kind: 'subtitles', type: 'application/x-subrip', content: Buffer.from(text.join('\r\n')) };
}

/** A picture that breaks off in its first third. */
export async function aDamagedPicture(): Promise<FilmAsset> {
  const { content, ...rest } = await aPicture(99);
  return { ...rest, content: content.subarray(0, Math.floor(content.length / 3)) };
}
