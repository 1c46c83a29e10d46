import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const WITHIN_MS = 5000;

/** The programs and libraries that the work of a runner needs, with their versions; `null` where one is missing. */
export async function findTools(): Promise<Record<string, string | null>> {
  const [ffmpeg, ffprobe, sharp] = await Promise.all([
    versionOf('ffmpeg'),
    versionOf('ffprobe'),
    versionOfSharp(),
  ]);
  return { ffmpeg, ffprobe, sharp };
}

async function versionOf(program: string): Promise<string | null> {
  try {
    const { stdout } = await run(program, ['-version'], { timeout: WITHIN_MS });
    return /version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
  } catch {
    return null;
  }
}

/** Its native part is another package for every system: one that is missing must not keep the runner from starting. */
async function versionOfSharp(): Promise<string | null> {
  try {
    const { default: sharp } = await import('sharp');
    return sharp.versions.sharp ?? sharp.versions.vips;
  } catch {
    return null;
  }
}
