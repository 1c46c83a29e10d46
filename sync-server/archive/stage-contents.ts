import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '#shared/result.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import { isDiskFull } from '../database/sql-error.ts';
import type { ArchiveContent } from './archive-assets.ts';
import { type Archive, broken, faultOf } from './open-archive.ts';

/** The content of an archive, whole, hashed and on the disk; blobs as soon as all of it is kept, else nothing. */
type StagedContents = AsyncDisposable & { keep(): Promise<void> };

/** All of it is seen before any of it counts: a bad file among good ones leaves nothing behind. */
export async function stageContents(blobs: BlobStore, archive: Archive): Promise<Result<StagedContents>> {
  await using staged = new AsyncDisposableStack();
  const { known, wanted } = await sortOut(blobs, archive.contents);
  const wantedBytes = wanted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const noRoom = { code: 'no_room_for_files', neededBytes: wantedBytes } as const;
  if (wanted.length > 0 && !(await blobs.hasRoomFor(wantedBytes))) return fail(noRoom);
  const keeping: (() => Promise<void>)[] = [];
  try {
    for (const content of known) {
      // The house has it already; whoever brings it still has to show that he has it too.
      if ((await hashOf(archive.stream(content))) !== content.sha256) return broken('bad_hash');
    }
    for (const content of wanted) {
      const limits = { maxBytes: content.sizeBytes, expected: content.sha256 };
      const blob = await blobs.stage(archive.stream(content), limits);
      if (!blob.ok) return broken('bad_hash');
      staged.use(blob.value);
      keeping.push(() => blob.value.keep());
    }
  } catch (error) {
    return fail(isDiskFull(error) ? noRoom : faultOf(error));
  }
  const owned = staged.move();
  return ok({
    keep: async () => {
      for (const keep of keeping) await keep();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  });
}

async function sortOut(blobs: BlobStore, contents: ArchiveContent[]) {
  const known: ArchiveContent[] = [];
  const wanted: ArchiveContent[] = [];
  for (const content of contents) {
    const blob = await blobs.find(content.sha256);
    (blob?.sizeBytes === content.sizeBytes ? known : wanted).push(content);
  }
  return { known, wanted };
}

async function hashOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of content) hash.update(piece);
  return hash.digest('hex');
}
