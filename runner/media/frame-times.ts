import * as z from 'zod/mini';
import type { FrameMoment } from '#shared/jobs/frame-work.ts';
import type { Sniffed } from '#shared/media/sniff.ts';
import { inputArgs } from './input-guards.ts';
import { runTool, type ToolEnd } from './run-tool.ts';

const WITHIN_MS = 60_000;
const ANSWER_MAX_CHARS = 64_000_000;
/** So much before the wanted moment is looked at first: a key frame lies there. */
const BEFORE_S = 10;
const AFTER_S = 5;

const Packet = z.object({ pts_time: z.optional(z.string()), flags: z.optional(z.string()) });
const Listed = z.object({
  packets: z.optional(z.array(Packet)),
  streams: z.optional(
    z.array(z.object({ color_space: z.optional(z.string()), height: z.optional(z.number()) })),
  ),
  format: z.optional(z.object({ start_time: z.optional(z.string()) })),
});

export type FrameTimes = {
  /** When each frame begins to be seen, in seconds from the beginning, in this order. */
  timesS: number[];
  /** The film does not say by which rule its colours are written. */
  isUntagged: boolean;
};

type Wanted = { sniffed: Sniffed; at: FrameMoment; durationMs: number | null; signal: AbortSignal };

/** When the frames near a moment are seen; of the whole film where nothing lies near it. */
export async function listFrameTimes(
  path: string,
  wanted: Wanted,
): Promise<{ how: 'done'; times: FrameTimes } | Exclude<ToolEnd, { how: 'done' }>> {
  const near = await list(path, wanted, intervalOf(wanted));
  if (near.how === 'done' && near.times.timesS.length > 0) return near;
  if (near.how !== 'done' && near.how !== 'failed') return near;
  return list(path, wanted, undefined);
}

/** How ffprobe is told where to look; nothing for all of it. */
function intervalOf({ at, durationMs }: Wanted): string | undefined {
  if (at !== 'last') return `${Math.max(0, at / 1000 - BEFORE_S)}%${at / 1000 + AFTER_S}`;
  return durationMs === null ? undefined : `${Math.max(0, durationMs / 1000 - BEFORE_S)}%`;
}

async function list(path: string, { sniffed, signal }: Wanted, interval: string | undefined) {
  let answer = '';
  const ended = await runTool({
    tool: 'ffprobe',
    args: (confinement) => [
      ...['-v', 'error', '-of', 'json', '-select_streams', 'V:0'],
      ...['-show_entries', 'packet=pts_time,flags:stream=color_space,height:format=start_time'],
      ...(interval === undefined ? [] : ['-read_intervals', interval]),
      ...inputArgs(confinement, [{ path, demuxer: sniffed.demuxer }]),
    ],
    inputs: [path],
    signal,
    withinMs: WITHIN_MS,
    maxBytes: 0,
    onOut: (chunk) => {
      if (answer.length < ANSWER_MAX_CHARS) answer += chunk;
    },
  });
  if (ended.how !== 'done') return ended;
  const listed = Listed.safeParse(parsed(answer));
  if (!listed.success) return { how: 'failed', code: 0, complaint: 'an answer that cannot be read' } as const;
  return { how: 'done', times: timesOf(listed.data) } as const;
}

function timesOf({ packets = [], streams, format }: z.infer<typeof Listed>): FrameTimes {
  const startS = Number(format?.start_time ?? 0) || 0;
  const timesS = packets
    // What is marked so is decoded for others and never shown.
    .filter(({ flags }) => !flags?.includes('D'))
    .map(({ pts_time: time }) => Number(time ?? Number.NaN) - startS)
    .filter((time) => Number.isFinite(time) && time > -1)
    .sort((a, b) => a - b);
  const space = streams?.[0]?.color_space;
  return { timesS: [...new Set(timesS)], isUntagged: space === undefined || space === 'unknown' };
}

/** A moment is said in whole milliseconds, a frame begins between two of them. */
const SLACK_S = 0.0015;
/** The end of a film that broke off cannot be decoded: frames before it are tried, ever further back. */
const STEPS_BACK = [0, 1, 2, 3, 5, 8, 13, 24, 48, 96];

/** Beginnings of the frames to try, the one that is meant first. */
export function framesToTry(timesS: number[], at: FrameMoment): number[] {
  const last = timesS.length - 1;
  if (last < 0) return [];
  if (at !== 'last') {
    const seen = timesS.findLastIndex((time) => time <= at / 1000 + SLACK_S);
    // A moment has one frame; behind the end the last one stands.
    return [timesS[Math.max(0, seen)] ?? 0];
  }
  const found = STEPS_BACK.map((back) => timesS[last - back]).filter((time) => time !== undefined);
  return found;
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}
