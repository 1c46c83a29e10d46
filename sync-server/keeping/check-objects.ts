import { createHash } from 'node:crypto';
import type { Blob } from '../blobs/blob-store.ts';
import type { S3Blobs } from '../blobs/s3/s3-blobs.ts';
import { BlobsAwayError } from '../blobs/s3/s3-error.ts';
import { type Contents, type NamedContent, problemsOf } from './check-contents.ts';

/**
 * The same for a store elsewhere: what is there and how much it is, by its list, which costs next to nothing. Its content
 * is read only when asked for: all of it comes over the line, and is paid for by most.
 */
export async function checkObjects(
  named: NamedContent[],
  blobs: S3Blobs,
  { isRead }: { isRead: boolean },
): Promise<Contents> {
  const sizes = new Map(named.map(({ sha256, sizeBytes }) => [sha256, sizeBytes]));
  const seen = new Set<string>();
  const sound = new Set<string>();
  const damaged = new Map<string, string>();
  for await (const blob of blobs.listSized()) {
    seen.add(blob.sha256);
    const sizeBytes = sizes.get(blob.sha256);
    if (sizeBytes === undefined) continue;
    if (sizeBytes !== blob.sizeBytes) damaged.set(blob.sha256, `has ${blob.sizeBytes} bytes`);
    else if (isRead && !(await isItself(blobs, blob))) damaged.set(blob.sha256, 'holds something else');
    else sound.add(blob.sha256);
  }
  const unnamedBlobs = [...seen].filter((sha256) => !sizes.has(sha256)).length;
  return { blobs: seen.size, unnamedBlobs, problems: problemsOf(named, { sound, damaged }) };
}

async function isItself(blobs: S3Blobs, { sha256 }: Blob): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of await blobs.read(sha256)) hash.update(bytes);
  } catch (error) {
    if (error instanceof BlobsAwayError) throw error;
    // Thrown away since the list was made.
    return false;
  }
  return hash.digest('hex') === sha256;
}
