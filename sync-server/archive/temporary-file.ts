import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '#shared/result.ts';

const FOLDER = 'temp';
/** So much is written between two looks at the room that is left. */
const LOOK_EVERY_BYTES = 32 * 1024 * 1024;

/** Beside the data, so that it is as private and has as much room. What a killed server left there is removed. */
export async function clearTemporaryFiles(dataDir: string): Promise<void> {
  await rm(join(dataDir, FOLDER), { recursive: true, force: true });
}

export type TemporaryFile = AsyncDisposable & { path: string };

export async function temporaryFile(dataDir: string): Promise<TemporaryFile> {
  const folder = join(dataDir, FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  return { path, [Symbol.asyncDispose]: () => rm(path, { force: true }) };
}

type Limits = { limitBytes: number; hasRoomFor(bytes: number): Promise<boolean> };

/** Brings a stream to the disk, never to memory; one that is too long, or leaves the rest no room, is cut off. */
export async function storeStream(
  body: ReadableStream<Uint8Array> | null,
  path: string,
  { limitBytes, hasRoomFor }: Limits,
): Promise<Result<undefined>> {
  const file = await open(path, 'w', 0o600);
  try {
    const reader = body?.getReader();
    for (let bytes = 0; reader; ) {
      // Only what breaks on the way here: a full disk is another matter.
      const read = await reader.read().catch(() => undefined);
      if (!read) return fail({ code: 'bad_input', field: 'body' });
      if (read.done) break;
      const looks = Math.floor(bytes / LOOK_EVERY_BYTES);
      bytes += read.value.byteLength;
      if (bytes > limitBytes) return fail({ code: 'too_large', limitBytes });
      if (Math.floor(bytes / LOOK_EVERY_BYTES) > looks && !(await hasRoomFor(LOOK_EVERY_BYTES)))
        return fail({ code: 'no_room_for_files', neededBytes: LOOK_EVERY_BYTES });
      await file.writeFile(read.value);
    }
    return ok(undefined);
  } finally {
    await file.close();
  }
}
