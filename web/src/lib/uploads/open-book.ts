import type { SyncEngine } from '#lib/sync/engine.ts';
import { copyFile } from './copy-file.ts';
import { createMemoryUploadStore } from './memory-upload-store.ts';
import { openOpfsUploadStore } from './opfs-upload-store.ts';
import { createTusLine } from './tus-line.ts';
import { UploadBook } from './upload-book.svelte.ts';
import { createUploadTabs } from './upload-tabs.ts';

export async function openBook(engine: SyncEngine, user: string): Promise<UploadBook> {
  const store =
    (await openOpfsUploadStore(user)) ??
    createMemoryUploadStore((file, follow) => copyFile({ id: '', file, folder: undefined }, follow));
  return new UploadBook({ engine, store, line: createTusLine(user), tabs: createUploadTabs(user) });
}
