import { createHash } from 'node:crypto';
import { ARCHIVE_FORMAT, MANIFEST_NAME } from '#shared/archive/archive-format.ts';
import { DOC_MAX_BYTES } from '#shared/documents/doc-shapes.ts';
import { FRAME_MAX_BYTES, SHOTS_MAX } from '#shared/documents/limits.ts';
import type { Fault } from '#shared/fault.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import {
  AnyArchiveManifest,
  ArchiveManifest,
  type ArchivePart,
  KNOWN_PARTS,
  partPathOf,
} from './archive-manifest.ts';
import { ZipError, ZipReader } from './zip-reader.ts';

/** Index, scenario and manifest beside the shots; thrown away ones keep their documents. */
const ENTRIES_MAX = 4 * SHOTS_MAX;
const MANIFEST_MAX_BYTES = 8 * 1024 * 1024;
/** They are written in one transaction, so they are all in memory once. */
const DOCS_MAX_BYTES = 128 * 1024 * 1024;
const NAME =
  /^(?:manifest\.json|docs\/(?:index|scenario)\.yjs|docs\/shots\/[0-7][0-9A-HJKMNP-TV-Z]{25}\.yjs)$/;
/** Well-formed, though unknown: the part of a newer format that is told as such. */
const FUTURE_NAME = /^[a-z]+\/(?:[A-Za-z0-9_-]+\/){0,3}[A-Za-z0-9_-]+(?:\.[a-z0-9]{1,8})?$/;

export type Archive = AsyncDisposable & {
  manifest: ArchiveManifest;
  /** Reads a part again at each call, so that no more than one need be in memory. */
  read(part: ArchivePart): Promise<Result<Uint8Array>>;
};

/** Opens a `.raskadr` file and checks everything about it but the content of its documents. */
export async function openArchive(file: string): Promise<Result<Archive>> {
  let zip: ZipReader | undefined;
  try {
    zip = await ZipReader.open(file, {
      entriesMax: ENTRIES_MAX,
      directoryMaxBytes: ENTRIES_MAX * 256,
      isName: (name) => NAME.test(name) || FUTURE_NAME.test(name),
    });
    const manifest = await readManifest(zip);
    if (manifest.ok) return ok(archiveOf(zip, manifest.value));
    await zip[Symbol.asyncDispose]();
    return manifest;
  } catch (error) {
    await zip?.[Symbol.asyncDispose]();
    return fail(faultOf(error));
  }
}

async function readManifest(zip: ZipReader): Promise<Result<ArchiveManifest>> {
  const entry = zip.entries.get(MANIFEST_NAME);
  if (!entry) return broken('missing_part');
  if (entry.bytes > MANIFEST_MAX_BYTES) return broken('too_large');
  const json = parseJson((await zip.read(entry)).toString('utf8'));
  const any = AnyArchiveManifest.safeParse(json).data;
  if (!any) return broken('not_an_archive');
  // A part that this version would have to leave out is as good as a newer format.
  if (any.format > ARCHIVE_FORMAT || any.parts.some(({ kind }) => !KNOWN_PARTS.has(kind)))
    return fail({ code: 'archive_newer' });
  const manifest = ArchiveManifest.safeParse(json).data;
  return manifest ? agree(zip, manifest) : broken('not_an_archive');
}

/** The manifest names every entry and nothing else, each under the path and with the size that it must have. */
function agree(zip: ZipReader, manifest: ArchiveManifest): Result<ArchiveManifest> {
  const paths = new Set<string>();
  let sum = 0;
  for (const part of manifest.parts) {
    if (part.path !== partPathOf(part) || paths.has(part.path)) return broken('bad_path');
    paths.add(part.path);
    const entry = zip.entries.get(part.path);
    if (!entry) return broken('missing_part');
    if (entry.bytes !== part.bytes) return broken('bad_hash');
    sum += part.bytes;
    const limitBytes = Math.min(FRAME_MAX_BYTES, 2 * DOC_MAX_BYTES[part.kind]);
    if (part.bytes > limitBytes || entry.packedBytes > limitBytes || sum > DOCS_MAX_BYTES)
      return broken('too_large');
  }
  if (!paths.has(partPathOf({ kind: 'index' }))) return broken('missing_part');
  if (zip.entries.size !== paths.size + 1) return broken('bad_path');
  return ok(manifest);
}

function archiveOf(zip: ZipReader, manifest: ArchiveManifest): Archive {
  return {
    manifest,
    read: async (part) => {
      try {
        const entry = zip.entries.get(part.path);
        if (!entry) return broken('missing_part');
        const content = await zip.read(entry);
        const sha256 = createHash('sha256').update(content).digest('hex');
        return sha256 === part.sha256 ? ok(new Uint8Array(content)) : broken('bad_hash');
      } catch (error) {
        return fail(faultOf(error));
      }
    },
    [Symbol.asyncDispose]: () => zip[Symbol.asyncDispose](),
  };
}

function faultOf(error: unknown): Fault {
  if (error instanceof ZipError) return { code: 'archive_broken', reason: error.reason };
  throw error;
}

function broken(reason: (Fault & { code: 'archive_broken' })['reason']) {
  return fail({ code: 'archive_broken', reason });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
