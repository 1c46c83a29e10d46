import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import * as z from 'zod/mini';
import type { Fault } from '#shared/fault.ts';
import type { Sniffed } from '#shared/media/sniff.ts';
import { fail, ok, type Result } from '#shared/result.ts';

// The one place where ffmpeg and ffprobe are run. They get files that we name ourselves and the demuxer that the first
// bytes ask for; never a network, a playlist or a guess.

const KILL_AFTER_MS = 5000;
const STDERR_KEPT = 4000;
const PROBE_WITHIN_MS = 20_000;
const PROBE_MAX_CHARS = 1_000_000;
const PIXELS_MAX = 100_000_000;

export type MediaInput = { path: string; demuxer: string; options?: string[] };

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

/** Makes one file. What is left of a failed run is for the owner of the folder to clear away. */
export async function runFfmpeg(wanted: FfmpegRun): Promise<Result<null>> {
  const args = [
    ...['-hide_banner', '-nostdin', '-v', 'error', '-progress', 'pipe:3', '-stats_period', '0.25'],
    ...wanted.inputs.flatMap(inputArgs),
    ...wanted.args,
    ...['-fs', String(wanted.maxBytes), '-y', `file:${wanted.output}`],
  ];
  const ended = await runTool('ffmpeg', args, {
    signal: wanted.signal,
    withinMs: wanted.withinMs,
    onProgress: (outTimeMs) => {
      if (wanted.durationMs) wanted.onProgress?.(Math.min(1, outTimeMs / wanted.durationMs));
    },
  });
  return ended.ok ? ok(null) : ended;
}

const Probed = z.object({
  streams: z.array(
    z.object({
      codec_type: z.optional(z.string()),
      width: z.optional(z.number()),
      height: z.optional(z.number()),
      duration: z.optional(z.string()),
    }),
  ),
  format: z.optional(z.object({ duration: z.optional(z.string()) })),
});

export type MediaFacts = { width: number | null; height: number | null; durationMs: number | null };

export async function probe(
  path: string,
  { sniffed, signal }: { sniffed: Sniffed; signal: AbortSignal },
): Promise<Result<MediaFacts>> {
  const args = ['-v', 'error', '-of', 'json', '-show_streams', '-show_format'];
  const ended = await runTool('ffprobe', [...args, ...inputArgs({ path, demuxer: sniffed.demuxer })], {
    signal,
    withinMs: PROBE_WITHIN_MS,
  });
  if (!ended.ok) return ended;
  const probed = Probed.safeParse(parsed(ended.value));
  if (!probed.success) return fail({ code: 'result_unreadable' });
  const { streams, format } = probed.data;
  const picture = streams.find((stream) => stream.codec_type === 'video');
  const seconds = Number(format?.duration ?? streams[0]?.duration ?? Number.NaN);
  return ok({
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    durationMs: Number.isFinite(seconds) ? Math.round(seconds * 1000) : null,
  });
}

function inputArgs({ path, demuxer, options = [] }: MediaInput): string[] {
  const guards = ['-protocol_whitelist', 'file,pipe', '-f', demuxer];
  return [...guards, '-max_pixels', String(PIXELS_MAX), ...options, '-i', `file:${path}`];
}

type RunOptions = { signal: AbortSignal; withinMs: number; onProgress?: (outTimeMs: number) => void };

/** In a process group of its own: SIGTERM when it should end, SIGKILL when it does not listen. */
function runTool(tool: string, args: string[], options: RunOptions): Promise<Result<string>> {
  const { signal, withinMs, onProgress } = options;
  return new Promise((resolve) => {
    const child = spawn(tool, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], detached: true });
    let [out, errors] = ['', ''];
    let stopped: 'by_us' | 'timed_out' | undefined;
    const kill = (name: NodeJS.Signals) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, name);
      } catch {
        // It has ended meanwhile.
      }
    };
    let lastWord: NodeJS.Timeout | undefined;
    const end = (why: 'by_us' | 'timed_out') => {
      if (stopped) return;
      stopped = why;
      kill('SIGTERM');
      lastWord = setTimeout(() => kill('SIGKILL'), KILL_AFTER_MS);
    };
    const endByUs = () => end('by_us');
    const timer = setTimeout(() => end('timed_out'), withinMs);
    if (signal.aborted) endByUs();
    signal.addEventListener('abort', endByUs, { once: true });
    child.stdout?.on('data', (chunk) => {
      if (out.length < PROBE_MAX_CHARS) out += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      errors = (errors + chunk).slice(-STDERR_KEPT);
    });
    // The fourth pipe is one that we asked for.
    const progress = child.stdio[3] as Readable | undefined;
    if (progress)
      createInterface({ input: progress }).on('line', (line) => {
        // Named milliseconds by mistake; the value is in microseconds under both names.
        const micros = /^out_time_us=(\d+)$/.exec(line)?.[1];
        if (micros) onProgress?.(Number(micros) / 1000);
      });
    const over = (result: Result<string>) => {
      clearTimeout(timer);
      clearTimeout(lastWord);
      signal.removeEventListener('abort', endByUs);
      resolve(result);
    };
    child.once('error', (error: NodeJS.ErrnoException) =>
      over(fail(error.code === 'ENOENT' ? { code: 'tool_missing', tool } : failure(error.message))),
    );
    child.once('close', (code) => {
      if (stopped)
        return over(fail(failure(stopped === 'timed_out' ? `${tool}: timeout` : `${tool}: stopped`)));
      over(code === 0 ? ok(out) : fail(failure(lastLineOf(errors) || `${tool}: ${code}`)));
    });
  });
}

function failure(reason: string): Fault {
  return { code: 'work_failed', reason };
}

function lastLineOf(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').replace(/\/\S+\//g, '').slice(0, 300);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
