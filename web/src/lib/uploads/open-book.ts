import type { SyncEngine } from '#lib/sync/engine.ts';
import { besideOf } from './copy-words.ts';
import { FileCopier } from './file-copier.ts';
import { createMemoryUploadStore } from './memory-upload-store.ts';
import { openOpfsUploadStore } from './opfs-upload-store.ts';
import { createTusLine } from './tus-line.ts';
import { UploadBook } from './upload-book.svelte.ts';
import { createUploadTabs } from './upload-tabs.ts';

export async function openBook(engine: SyncEngine, user: string): Promise<UploadBook> {
  const copier = new FileCopier();
  const store =
    (await openOpfsUploadStore(user, copier)) ??
    createMemoryUploadStore((file, follow) =>
      copier.copy({ id: '', file, ...besideOf(follow), folder: undefined }, follow),
    );
  return new UploadBook({ engine, store, line: createTusLine(user), tabs: createUploadTabs(user) });
}
