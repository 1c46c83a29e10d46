import { readFile } from 'node:fs/promises';
import { type InputFile, UnaskableError } from './adapter.ts';

const USUAL_MAX_BYTES = 50 * 1024 ** 2;

/** Content sent along as an address of itself: no provider can fetch anything from this machine. */
export async function contentAddress(
  { path, type, sizeBytes }: InputFile,
  maxBytes = USUAL_MAX_BYTES,
): Promise<string> {
  if (sizeBytes > maxBytes) throw new UnaskableError(`${Math.ceil(sizeBytes / 1024 ** 2)} MB`);
  return `data:${type};base64,${(await readFile(path)).toString('base64')}`;
}
