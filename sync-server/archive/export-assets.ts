import type { ProjectId } from '#shared/ids.ts';
import type { BlobStore, Sha256 } from '../blobs/blob-store.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { ArchiveAsset, ASSETS_MAX, contentPathOf } from './archive-assets.ts';
import type { ZipWriter } from './zip-writer.ts';

/** What went out of a project's assets, and how many could not. */
export type WrittenAssets = { assets: ArchiveAsset[]; files: number; lost: number };

/**
 * Writes the content of a project's assets, each once, in the order of the hashes. An asset whose content is gone or
 * damaged is left out, so that everything else can be taken along; whoever exports is told.
 */
export async function writeContents(
  { database, blobs }: { database: Database; blobs: BlobStore },
  zip: ZipWriter,
  project: ProjectId,
): Promise<WrittenAssets> {
  const rows = await database.read(
    sql(
      `SELECT id, shot, sha256, kind, type, size_bytes AS sizeBytes, width, height, duration_ms AS durationMs, take,
         prompt, model, position, created_at AS createdAt, name FROM assets WHERE project = ? ORDER BY id`,
      project,
    ),
  );
  // No archive would be believed to hold an empty file, say, or more than so many.
  const sound = rows
    .flatMap(({ name, ...row }) => ArchiveAsset.safeParse(name ? { ...row, name } : row).data ?? [])
    .slice(0, ASSETS_MAX);
  const sizes = new Map<Sha256, number>();
  for (const sha256 of new Set(sound.map((asset) => asset.sha256).sort())) {
    const sizeBytes = await writeContent(blobs, zip, sha256);
    if (sizeBytes !== undefined) sizes.set(sha256, sizeBytes);
  }
  const assets = sound.filter(({ sha256, sizeBytes }) => sizes.get(sha256) === sizeBytes);
  return { assets, files: sizes.size, lost: rows.length - assets.length };
}

/** How much it is; nothing when it is not there as its name says. */
async function writeContent(blobs: BlobStore, zip: ZipWriter, sha256: Sha256): Promise<number | undefined> {
  const blob = await blobs.find(sha256);
  if (!blob) return undefined;
  const content = await blobs.read(sha256);
  const { sizeBytes } = blob;
  const isSound = await zip.addStream(contentPathOf({ sha256 }), { bytes: sizeBytes, sha256 }, content);
  return isSound ? sizeBytes : undefined;
}
