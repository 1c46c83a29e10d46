import type { AssetKind } from '../assets/asset-kind.ts';

/** What a file is by its first bytes, and the one demuxer that ffmpeg may read it with. */
export type Sniffed = { type: string; kind: AssetKind; demuxer: string };

/** So much of a file is enough to say what it is. */
export const SNIFF_BYTES = 4096;

/** `undefined` for all that is not plainly a picture, a film, a sound or subtitles; a playlist or a drawing is neither. */
export function sniff(head: Uint8Array): Sniffed | undefined {
  const text = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to));
  const begins = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return image('image/png', 'png_pipe');
  if (begins(0xff, 0xd8, 0xff)) return image('image/jpeg', 'jpeg_pipe');
  if (text(0, 4) === 'GIF8') return image('image/gif', 'gif');
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return image('image/webp', 'webp_pipe');
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WAVE') return sound('audio/wav', 'wav');
  if (text(4, 8) === 'ftyp') return isoMedia(brandsOf(head));
  if (begins(0x1a, 0x45, 0xdf, 0xa3))
    return film(isWebm(head) ? 'video/webm' : 'video/x-matroska', 'matroska');
  if (text(0, 4) === 'OggS') return sound('audio/ogg', 'ogg');
  if (text(0, 4) === 'fLaC') return sound('audio/flac', 'flac');
  if (text(0, 3) === 'ID3') return sound('audio/mpeg', 'mp3');
  // A frame of ADTS has no layer, one of MP3 the third.
  if (head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0) return sound('audio/aac', 'aac');
  if (head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2) return sound('audio/mpeg', 'mp3');
  return isSubtitles(head) ? { type: 'application/x-subrip', kind: 'subtitles', demuxer: 'srt' } : undefined;
}

/** The type of document that an EBML header names. */
function isWebm(head: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(head.subarray(0, 64)).includes('webm');
}

/** A number, then the times of the first line: nothing else begins so. */
function isSubtitles(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head.subarray(0, 200));
  return /^\s*\d{1,6}[ \t]*\r?\n\d{1,3}:\d{2}:\d{2}[,.]\d{1,3} *--> *\d{1,3}:\d{2}:\d{2}[,.]\d{1,3}/.test(
    text,
  );
}

const FILM_BRANDS =
  /^(isom|iso[2-9a-c]|mp4[12]|avc[1-4]|hvc1|hev1|av01|dash|msdh|cmfc|f4v |M4V[ HP]?|mmp4|MSNV|XAVC|3g[2gpre].|qt {2})$/;

/** A family of files that says itself what it holds; a raw photograph of a camera and a HEIC are of it too, and no film. */
function isoMedia(brands: string[]): Sniffed | undefined {
  const [major = ''] = brands;
  if (/^(avif|avis)$/.test(major)) return image('image/avif', 'mov');
  if (/^(mif1|msf1|heic|heix|heim|heis|hevc|hevx)$/.test(major))
    return brands.includes('avif') ? image('image/avif', 'mov') : undefined;
  if (/^M4[AB] $/.test(major)) return sound('audio/mp4', 'mov');
  if (!brands.some((brand) => FILM_BRANDS.test(brand))) return undefined;
  return film(major === 'qt  ' ? 'video/quicktime' : 'video/mp4', 'mov');
}

/** The major one first, then those it agrees with. */
function brandsOf(head: Uint8Array): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = head;
  const end = Math.min(head.length, a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d);
  const brands = [String.fromCharCode(...head.subarray(8, 12))];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(String.fromCharCode(...head.subarray(at, at + 4)));
  return brands;
}

function image(type: string, demuxer: string): Sniffed {
  return { type, kind: 'image', demuxer };
}

function film(type: string, demuxer: string): Sniffed {
  return { type, kind: 'video', demuxer };
}

function sound(type: string, demuxer: string): Sniffed {
  return { type, kind: 'audio', demuxer };
}
