import { join } from 'node:path';
import { DiskBlobs } from './disk-blobs.ts';
import { Uploads } from './uploads.ts';

const FOLDER = 'blobs';

/** The content of the house, beside its database. */
export async function openBlobs(dataDir: string): Promise<{ blobs: DiskBlobs; uploads: Uploads }> {
  const blobs = blobsIn(dataDir);
  await blobs.open();
  return { blobs, uploads: new Uploads(join(dataDir, FOLDER), blobs) };
}

/** The same content for a command, which takes it as it is: what somebody is just writing is not to be cleared away. */
export function blobsIn(dataDir: string): DiskBlobs {
  return new DiskBlobs(join(dataDir, FOLDER));
}
