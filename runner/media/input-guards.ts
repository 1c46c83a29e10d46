import { availableParallelism } from 'node:os';
import { type Confinement, inputName } from './confinement.ts';

export type MediaInput = { path: string; demuxer: string; options?: string[] };

/** 8K, and a camera's sixty megapixels. Thirty thousand by thirty thousand is nobody's picture. */
export const PIXELS_MAX = 8192 * 8192;
/** More threads than this are memory and no speed. */
const THREADS_MAX = 4;

const PICTURES = 'png,mjpeg,webp,gif';
const FILMS = 'h264,hevc,vp8,vp9,av1,libdav1d,libaom-av1,mpeg4,mpeg2video,h263,prores,dnxhd,mjpeg,theora';
const SOUNDS =
  'aac,mp3float,mp3,opus,vorbis,flac,alac,ac3,eac3,amrnb,amrwb,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_u8,pcm_s8,pcm_alaw,pcm_mulaw';

/** Files alone, by this one demuxer and decoders that are in use: never an address, a playlist or a guess. */
export function inputArgs(confinement: Confinement, inputs: MediaInput[]): string[] {
  return inputs.flatMap(({ path, demuxer, options = [] }, place) => [
    ...['-protocol_whitelist', 'file', '-format_whitelist', demuxer, '-f', demuxer],
    ...['-codec_whitelist', decodersOf(demuxer), '-max_pixels', String(PIXELS_MAX)],
    ...options,
    ...['-i', inputName(confinement, path, place)],
  ]);
}

/** Nothing where its own choice is small enough. */
export function threadArgs(): string[] {
  return availableParallelism() > THREADS_MAX ? ['-threads', String(THREADS_MAX)] : [];
}

function decodersOf(demuxer: string): string {
  return demuxer.endsWith('_pipe') || demuxer === 'gif' ? PICTURES : `${FILMS},${SOUNDS}`;
}
