import { extname } from 'node:path';
import type { InputFile } from './adapter.ts';

const EXTENSION: Record<string, string> = {
  jpeg: '.jpg',
  quicktime: '.mov',
  'x-matroska': '.mkv',
  mpeg: '.mp3',
};

/** Providers tell the kind of content by the name of its file. */
export function contentName({ type, path, sha256 }: Pick<InputFile, 'type' | 'path' | 'sha256'>): string {
  const [, kind = ''] = type.split('/');
  return sha256.slice(0, 16) + (EXTENSION[kind] ?? (kind ? `.${kind}` : extname(path)));
}
