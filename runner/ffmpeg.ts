import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Fault } from '#shared/fault.ts';
import type { Sniffed } from '#shared/media/sniff.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { outputName } from './media/confinement.ts';
import { inputArgs, type MediaInput, threadArgs } from './media/input-guards.ts';
import { probeStreams } from './media/probe.ts';
import { runTool, type ToolEnd } from './media/run-tool.ts';

// The one place where ffmpeg and ffprobe are run. They get files that we name ourselves and the demuxer that the first
// bytes ask for; never a network, a playlist or a guess.

const OUT = 'out';

export type FfmpegRun = {
  inputs: MediaInput[];
  /** Between the inputs and the output. */
  args: string[];
  output: string;
  signal: AbortSignal;
  withinMs: number;
  maxBytes: number;
  /** How long the outcome will be, for the progress. */
  durationMs?: number;
  onProgress?: (share: number) => void;
};

/** Makes one file, whole or not at all. */
export async function runFfmpeg(wanted: FfmpegRun): Promise<Result<null>> {
  const ended = await makeFile(wanted);
  return ended.how === 'done' ? ok(null) : fail(faultOf('ffmpeg', ended));
}

/** The same, for whoever has to know how it went wrong. A run that ends well and makes nothing has failed. */
export async function makeFile(wanted: FfmpegRun): Promise<ToolEnd> {
  const { inputs, output, signal, withinMs, maxBytes, durationMs, onProgress } = wanted;
  const outFolder = await mkdtemp(join(dirname(output), 'out-'));
  try {
    const ended = await runTool({
      tool: 'ffmpeg',
      args: (confinement) => [
        ...QUIET,
        ...['-progress', 'pipe:3', '-stats_period', '0.25'],
        ...inputArgs(confinement, inputs),
        ...threadArgs(),
        ...wanted.args,
        ...['-fs', String(maxBytes), '-y', outputName(confinement, outFolder, OUT)],
      ],
      inputs: inputs.map(({ path }) => path),
      outFolder,
      signal,
      withinMs,
      maxBytes,
      onProgress: (outTimeMs) => {
        if (durationMs) onProgress?.(Math.min(1, outTimeMs / durationMs));
      },
    });
    if (ended.how !== 'done') return ended;
    const made = join(outFolder, OUT);
    const size = (await stat(made).catch(() => undefined))?.size ?? 0;
    // What is thrown away on purpose makes no file.
    const isThrownAway = wanted.args.at(-1) === 'null';
    if (size > 0) await rename(made, output);
    else if (!isThrownAway) return { how: 'failed', code: 0, complaint: 'it has made nothing' };
    return ended;
  } finally {
    await rm(outFolder, { recursive: true, force: true });
  }
}

/** Hands what comes out to somebody, piece by piece; nothing is written. */
export function streamOut(
  wanted: Pick<FfmpegRun, 'inputs' | 'args' | 'signal' | 'withinMs'> & { onOut: (chunk: Buffer) => void },
): Promise<ToolEnd> {
  const { inputs, args, signal, withinMs, onOut } = wanted;
  return runTool({
    tool: 'ffmpeg',
    args: (confinement) => [...QUIET, ...inputArgs(confinement, inputs), ...threadArgs(), ...args, 'pipe:1'],
    inputs: inputs.map(({ path }) => path),
    signal,
    withinMs,
    maxBytes: 0,
    onOut,
  });
}

const QUIET = ['-hide_banner', '-nostdin', '-v', 'error'];

export type MediaFacts = { width: number | null; height: number | null; durationMs: number | null };

export async function probe(
  path: string,
  { sniffed, signal }: { sniffed: Sniffed; signal: AbortSignal },
): Promise<Result<MediaFacts>> {
  const probed = await probeStreams(path, { sniffed, signal });
  if (probed.how !== 'done') return fail(faultOf('ffprobe', probed));
  const { picture, durationMs } = probed.streams;
  return ok({ width: picture?.width ?? null, height: picture?.height ?? null, durationMs });
}

/** Its own words stay here: they may hold names of this machine, or whatever a file wants people to read. */
export function faultOf(tool: string, ended: ToolEnd): Fault {
  switch (ended.how) {
    case 'missing':
      return { code: 'tool_missing', tool };
    case 'no_room':
      return { code: 'disk_full' };
    case 'late':
      return { code: 'work_failed', reason: `${tool}: timeout` };
    case 'failed':
      return { code: 'work_failed', reason: `${tool}: ${ended.code ?? 'crash'}` };
    default:
      return { code: 'work_failed', reason: `${tool}: stopped` };
  }
}
