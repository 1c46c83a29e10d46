import { onTestFinished } from 'vitest';
import type { Disk } from '#server/blobs/disk.ts';
import { realDisk } from '#server/blobs/disk.ts';
import { S3Blobs, type S3BlobsOptions } from '#server/blobs/s3/s3-blobs.ts';
import { readS3Address, type S3Store } from '#server/blobs/s3/s3-store.ts';
import { openWire } from '#server/blobs/s3/s3-wire.ts';
import { silentLog } from '#server/ports.ts';
import { FakeS3, S3_KEYS } from '../../fakes/s3.ts';
import { aFolder } from './a-folder.ts';

type Wishes = Partial<S3BlobsOptions> & { mode?: 'aws' | 'b2'; disk?: Disk };

/** A store of files on a fake of S3, which does not wait between its tries. */
export async function anS3Store({ mode = 'b2', ...wishes }: Wishes = {}) {
  const s3 = await FakeS3.start(mode);
  onTestFinished(() => s3[Symbol.asyncDispose]());
  const root = wishes.root ?? (await aFolder());
  const options = optionsFor(s3, { root, ...wishes });
  const blobs = new S3Blobs(options);
  await blobs.open();
  return { s3, blobs, root, options };
}

export function optionsFor(s3: FakeS3, wishes: Partial<S3BlobsOptions> & { root: string }): S3BlobsOptions {
  const wallMs = () => Date.now();
  const wait = async () => undefined;
  return {
    store: storeAt(s3),
    disk: realDisk,
    wire: openWire(20_000),
    log: silentLog,
    wallMs,
    wait,
    ...wishes,
  };
}

export function storeAt(s3: FakeS3): S3Store {
  const address = readS3Address(s3.blobsUrl());
  if (!address) throw new Error('the address of the fake is none');
  return { ...address, ...S3_KEYS };
}
