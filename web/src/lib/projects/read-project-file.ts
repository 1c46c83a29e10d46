import * as Y from 'yjs';
import * as z from 'zod/mini';
import { ARCHIVE_FORMAT, ARCHIVE_KIND, INDEX_PATH, MANIFEST_NAME } from '#shared/archive/archive-format.ts';
import { countShots } from '#shared/documents/index-doc.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { ZipSlices } from './zip-slices.ts';

/** What a person is shown of a file before it is sent. The server believes none of it. */
export type ProjectFile = { name: string; shots: number; index: Uint8Array };

const Manifest = z.object({ kind: z.literal(ARCHIVE_KIND), format: z.number(), name: z.string() });

const NO_ARCHIVE = fail({ code: 'archive_broken', reason: 'not_an_archive' });

export async function readProjectFile(file: Blob): Promise<Result<ProjectFile>> {
  try {
    const zip = await ZipSlices.open(file);
    const manifest = await zip?.read(MANIFEST_NAME);
    const index = await zip?.read(INDEX_PATH);
    if (!manifest || !index) return NO_ARCHIVE;
    const parsed = Manifest.safeParse(JSON.parse(new TextDecoder().decode(manifest)));
    if (!parsed.success) return NO_ARCHIVE;
    if (parsed.data.format > ARCHIVE_FORMAT) return fail({ code: 'archive_newer' });
    return ok({ name: parsed.data.name, shots: countShotsIn(index), index });
  } catch {
    return NO_ARCHIVE;
  }
}

function countShotsIn(state: Uint8Array): number {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  const { shots } = countShots(doc);
  doc.destroy();
  return shots;
}
