import * as z from 'zod/mini';
import { AssetRecord, isMediaType } from '#shared/assets/asset-record.ts';
import type { ProjectId } from '#shared/ids.ts';
import { BLOB_MAX_BYTES } from '#shared/runner/protocol.ts';
import { cleanFileName } from '#shared/uploads/file-name.ts';
import { FILE_NAME_MAX_CHARS } from '#shared/uploads/protocol.ts';
import type { NewAsset } from '../assets/store.ts';
import { Sha256 } from '../blobs/blob-store.ts';

export const ASSETS_MAX = 100_000;
export const ASSETS_MAX_BYTES = 96 * 1024 * 1024;

/** A sign may take two. */
const NAME_MAX_UNITS = 2 * FILE_NAME_MAX_CHARS;

const Whole = z.number().check(z.int(), z.nonnegative());

/** An asset without its project and its work, which a copy does not share: what the copy's own documents say of it stays. */
export const ArchiveAsset = z
  .strictObject({
    id: AssetRecord.shape.id,
    shot: AssetRecord.shape.shot,
    sha256: Sha256,
    kind: AssetRecord.shape.kind,
    type: z.string().check(z.maxLength(100)),
    sizeBytes: Whole.check(z.positive(), z.maximum(BLOB_MAX_BYTES)),
    width: z.nullable(Whole),
    height: z.nullable(Whole),
    durationMs: z.nullable(Whole),
    take: AssetRecord.shape.take,
    prompt: AssetRecord.shape.prompt,
    model: AssetRecord.shape.model,
    position: Whole,
    createdAt: Whole,
    /** How the file was called that somebody sent. */
    name: z.optional(z.string().check(z.minLength(1), z.maxLength(NAME_MAX_UNITS))),
  })
  .check(z.refine(({ kind, type }) => isMediaType(kind, type)));
export type ArchiveAsset = z.infer<typeof ArchiveAsset>;

export const ArchiveAssets = z.array(ArchiveAsset).check(
  z.maxLength(ASSETS_MAX),
  z.refine((assets) => new Set(assets.map(({ id }) => id)).size === assets.length),
);

export type ArchiveContent = Pick<ArchiveAsset, 'sha256' | 'sizeBytes'>;

/** What the assets show, each once, in an order that says nothing; nothing when they contradict each other. */
export function contentsOf(assets: ArchiveAsset[]): ArchiveContent[] | undefined {
  const sizes = new Map<Sha256, number>();
  for (const { sha256, sizeBytes } of assets) {
    if ((sizes.get(sha256) ?? sizeBytes) !== sizeBytes) return undefined;
    sizes.set(sha256, sizeBytes);
  }
  return [...sizes]
    .map(([sha256, sizeBytes]) => ({ sha256, sizeBytes }))
    .sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
}

/** Whether the plain format says all of these. */
export function arePlain(assets: ArchiveAsset[]): boolean {
  return assets.every(({ name, kind }) => name === undefined && kind !== 'subtitles');
}

/** Only the hash becomes part of the name. */
export function contentPathOf({ sha256 }: Pick<ArchiveContent, 'sha256'>): string {
  return `blobs/${sha256}`;
}

/** An asset of an archive as one of a project. */
export function assetIn(project: ProjectId, asset: ArchiveAsset): NewAsset {
  return { ...asset, project, job: null, name: cleanFileName(asset.name ?? '') || null };
}
