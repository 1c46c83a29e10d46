import { z } from 'zod';
import { ARCHIVE_FORMAT, ARCHIVE_KIND, ASSETS_PATH } from '#shared/archive/archive-format.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { TITLE_MAX_CHARS } from '#shared/documents/limits.ts';
import { type ProjectId, ShotId } from '#shared/ids.ts';

const Facts = {
  path: z.string().max(200),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
};

const ArchivePart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('index'), ...Facts }),
  z.object({ kind: z.literal('scenario'), ...Facts }),
  z.object({ kind: z.literal('shot'), shot: ShotId, ...Facts }),
  z.object({ kind: z.literal('assets'), ...Facts }),
]);
export type ArchivePart = z.infer<typeof ArchivePart>;
export type DocPart = Exclude<ArchivePart, { kind: 'assets' }>;

export const ArchiveManifest = z.object({
  kind: z.literal(ARCHIVE_KIND),
  /** The first one knew no assets. */
  format: z.int().min(1).max(ARCHIVE_FORMAT),
  name: z.string().max(TITLE_MAX_CHARS),
  parts: z.array(ArchivePart),
});
export type ArchiveManifest = z.infer<typeof ArchiveManifest>;

/** Enough of a manifest to tell that a newer program has written it. */
export const AnyArchiveManifest = z.object({
  kind: z.literal(ARCHIVE_KIND),
  format: z.number().int().positive(),
  parts: z.array(z.object({ kind: z.string() })),
});

export const KNOWN_PARTS: ReadonlySet<string> = new Set(
  ArchivePart.options.map(({ shape }) => shape.kind.value),
);

/** Where a part stands in an archive: without the id of the project, which a copy does not share. */
export function partPathOf(address: { kind: ArchivePart['kind']; shot?: ShotId }): string {
  if (address.kind === 'assets') return ASSETS_PATH;
  return address.kind === 'shot' ? `docs/shots/${address.shot}.yjs` : `docs/${address.kind}.yjs`;
}

export function docOfPart(part: DocPart, project: ProjectId) {
  return docNameOf(
    part.kind === 'shot' ? { kind: 'shot', project, shot: part.shot } : { kind: part.kind, project },
  );
}
