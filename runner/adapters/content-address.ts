import { readFile } from 'node:fs/promises';
import { type InputFile, UnaskableError } from './adapter.ts';

const MAX_BYTES = 50 * 1024 ** 2;

/** Content sent along as an address of itself: no provider can fetch anything from this machine. */
export async function contentAddress({ path, type, sizeBytes }: InputFile): Promise<string> {
  if (sizeBytes > MAX_BYTES) throw new UnaskableError(`${Math.ceil(sizeBytes / 1024 ** 2)} MB`);
  return `data:${type};base64,${(await readFile(path)).toString('base64')}`;
}
