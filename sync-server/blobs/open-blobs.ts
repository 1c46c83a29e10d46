import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Log, silentLog } from '../ports.ts';
import { StartError } from '../start-error.ts';
import type { BlobStore } from './blob-store.ts';
import { realDisk } from './disk.ts';
import { DiskBlobs } from './disk-blobs.ts';
import { S3Blobs } from './s3/s3-blobs.ts';
import type { S3Store } from './s3/s3-store.ts';
import { openWire } from './s3/s3-wire.ts';
import { Uploads } from './uploads.ts';

const FOLDER = 'blobs';

type BlobsHome = { dataDir: string; s3: S3Store | undefined };

/** The content of the house: beside its database, or in the store that the settings name, when it can be used. */
export async function openBlobs(
  { dataDir, s3 }: BlobsHome,
  log: Log,
): Promise<{ blobs: BlobStore; uploads: Uploads }> {
  const blobs = blobsIn(dataDir, s3, log);
  await blobs.open();
  const why = blobs instanceof S3Blobs ? await blobs.findWhyUnusable() : undefined;
  if (why) throw new StartError(why);
  return { blobs, uploads: new Uploads(join(dataDir, FOLDER), blobs) };
}

/** The same content for a command, which takes it as it is: what somebody is just writing is not to be cleared away. */
export function blobsIn(dataDir: string, s3?: S3Store, log: Log = silentLog): DiskBlobs | S3Blobs {
  return s3 ? s3BlobsIn(dataDir, s3, log) : new DiskBlobs(join(dataDir, FOLDER));
}

/** The store that the settings name; what is on its way to it lies where all of it else would. */
export function s3BlobsIn(dataDir: string, store: S3Store, log: Log = silentLog): S3Blobs {
  const root = join(dataDir, FOLDER);
  const wallMs = () => Date.now();
  return new S3Blobs({ store, root, disk: realDisk, wire: openWire(), log, wallMs, wait });
}
