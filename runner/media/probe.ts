import * as z from 'zod/mini';
import { credibleDurationMs } from '#shared/media/content-facts.ts';
import type { Sniffed } from '#shared/media/sniff.ts';
import { inputArgs } from './input-guards.ts';
import { runTool, type ToolEnd } from './run-tool.ts';

const WITHIN_MS = 20_000;
const ANSWER_MAX_CHARS = 1_000_000;
const ENTRIES =
  'stream=codec_type,width,height,duration,avg_frame_rate,sample_aspect_ratio:stream_disposition=attached_pic:stream_side_data=rotation:stream_tags=rotate:format=duration';

const Text = z.optional(z.string());
const Stream = z.object({
  codec_type: Text,
  width: z.optional(z.number()),
  height: z.optional(z.number()),
  duration: Text,
  avg_frame_rate: Text,
  sample_aspect_ratio: Text,
  disposition: z.optional(z.object({ attached_pic: z.optional(z.number()) })),
  side_data_list: z.optional(z.array(z.object({ rotation: z.optional(z.number()) }))),
  tags: z.optional(z.object({ rotate: Text })),
});
const Probed = z.object({
  streams: z.array(Stream),
  format: z.optional(z.object({ duration: Text })),
});

/** What is in a recording. The picture is as it is shown: turned, and with its pixels made square. */
export type Streams = {
  picture: { width: number; height: number; framesPerS: number } | null;
  hasSound: boolean;
  durationMs: number | null;
};

export type Probe = { how: 'done'; streams: Streams } | Exclude<ToolEnd, { how: 'done' }>;

export async function probeStreams(
  path: string,
  { sniffed, signal }: { sniffed: Sniffed; signal: AbortSignal },
): Promise<Probe> {
  let answer = '';
  const ended = await runTool({
    tool: 'ffprobe',
    args: (confinement) => [
      ...['-v', 'error', '-of', 'json', '-show_entries', ENTRIES],
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
  const probed = Probed.safeParse(parsed(answer));
  if (!probed.success) return { how: 'failed', code: 0, complaint: 'an answer that cannot be read' };
  return { how: 'done', streams: streamsOf(probed.data) };
}

function streamsOf({ streams, format }: z.infer<typeof Probed>): Streams {
  const shown = streams.find(
    ({ codec_type: type, disposition }) => type === 'video' && disposition?.attached_pic !== 1,
  );
  const duration = format?.duration ?? streams.find((stream) => stream.duration !== undefined)?.duration;
  return {
    picture: shown?.width && shown.height ? pictureOf(shown, shown.width, shown.height) : null,
    hasSound: streams.some(({ codec_type: type }) => type === 'audio'),
    durationMs: credibleDurationMs(Number(duration ?? Number.NaN)),
  };
}

function pictureOf(stream: z.infer<typeof Stream>, codedWidth: number, codedHeight: number) {
  const aspect = quotientOf(stream.sample_aspect_ratio, ':') || 1;
  const width = Math.max(1, Math.round(codedWidth * aspect));
  const turn = stream.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation;
  const isUpright = Math.round((turn ?? Number(stream.tags?.rotate ?? 0)) / 90) % 2 === 0;
  return {
    width: isUpright ? width : codedHeight,
    height: isUpright ? codedHeight : width,
    framesPerS: quotientOf(stream.avg_frame_rate, '/'),
  };
}

/** 0 when it says nothing. */
function quotientOf(text: string | undefined, sign: ':' | '/'): number {
  const [over = 0, under = 0] = (text ?? '').split(sign).map(Number);
  const quotient = over / under;
  return Number.isFinite(quotient) ? quotient : 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
