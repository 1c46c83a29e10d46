import { open } from 'node:fs/promises';
import { SNIFF_BYTES, type Sniffed, sniff } from '#shared/media/sniff.ts';

/** What a file is by its first bytes; `undefined` when it is nothing that we take. */
export async function sniffFile(path: string): Promise<Sniffed | undefined> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
  return sniff(buffer.subarray(0, bytesRead));
}
