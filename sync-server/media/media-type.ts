/** What a browser may show or play by itself. Anything else is a download: an SVG, say, is a page with scripts. */
const SHOWN: readonly string[] = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/avif',
  'image/gif',
  'video/mp4',
  'video/webm',
  'video/quicktime',
  'audio/mpeg',
  'audio/mp4',
  'audio/aac',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
  'audio/flac',
];

export type Presentation = { type: string; disposition: 'inline' | 'attachment' };

export function presentationOf(type: string): Presentation {
  return SHOWN.includes(type)
    ? { type, disposition: 'inline' }
    : { type: 'application/octet-stream', disposition: 'attachment' };
}
