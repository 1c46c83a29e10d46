import { join } from 'node:path';
import { DiskBlobs } from './disk-blobs.ts';
import { Uploads } from './uploads.ts';

/** The content of the house, beside its database. */
export async function openBlobs(dataDir: string): Promise<{ blobs: DiskBlobs; uploads: Uploads }> {
  const root = join(dataDir, 'blobs');
  const blobs = new DiskBlobs(root);
  await blobs.open();
  return { blobs, uploads: new Uploads(root, blobs) };
}
