import { uptime } from 'node:os';
import { join } from 'node:path';
import type { BlobStore } from '../blobs/blob-store.ts';
import { type Disk, realDisk } from '../blobs/disk.ts';
import { Parts } from '../blobs/parts.ts';
import type { Config } from '../config.ts';
import type { Core } from '../core.ts';

/** What files on their way need of the house. */
export type IncomingContext = Pick<Core, 'database' | 'rooms' | 'jobs' | 'clock' | 'random' | 'log'> & {
  blobs: BlobStore;
  parts: Parts;
  limits: Config['uploads'];
  /** When this machine was started: what a part of before holds at its end may never have reached the disk. */
  bootedAtMs: number;
};

/** Below the data folder. */
export const INCOMING_FOLDER = join('blobs', 'incoming');

export function openIncoming(
  { core, blobs, config }: { core: Core; blobs: BlobStore; config: Pick<Config, 'dataDir' | 'uploads'> },
  disk: Disk = realDisk,
): IncomingContext {
  const { database, rooms, jobs, clock, random, log } = core;
  return {
    ...{ database, rooms, jobs, clock, random, log, blobs },
    parts: new Parts(join(config.dataDir, INCOMING_FOLDER), disk),
    limits: config.uploads,
    bootedAtMs: Date.now() - uptime() * 1000,
  };
}
