import { createHash } from 'node:crypto';
import { ARCHIVE_FORMAT, INDEX_PATH, MANIFEST_NAME } from '#shared/archive/archive-format.ts';
import { METHOD } from '#shared/archive/zip-format.ts';
import { DOC_MAX_BYTES } from '#shared/documents/doc-shapes.ts';
import { FRAME_MAX_BYTES, SHOTS_MAX } from '#shared/documents/limits.ts';
import type { Fault } from '#shared/fault.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import {
  type ArchiveAsset,
  ArchiveAssets,
  type ArchiveContent,
  ASSETS_MAX,
  ASSETS_MAX_BYTES,
  contentPathOf,
  contentsOf,
} from './archive-assets.ts';
import {
  AnyArchiveManifest,
  ArchiveManifest,
  type ArchivePart,
  type DocPart,
  KNOWN_PARTS,
  partPathOf,
} from './archive-manifest.ts';
import { type ZipEntry, ZipError } from './zip-directory.ts';
import { ZipReader } from './zip-reader.ts';

/** Index, scenario, assets and manifest beside the shots; thrown away ones keep their documents. */
const DOCS_MAX = 4 * SHOTS_MAX;
const ENTRIES_MAX = DOCS_MAX + ASSETS_MAX;
const MANIFEST_MAX_BYTES = 8 * 1024 * 1024;
/** They are written in one transaction, so they are all in memory once. */
const DOCS_MAX_BYTES = 128 * 1024 * 1024;
const NAME =
  /^(?:manifest\.json|assets\.json|blobs\/[0-9a-f]{64}|docs\/(?:index|scenario)\.yjs|docs\/shots\/[0-7][0-9A-HJKMNP-TV-Z]{25}\.yjs)$/;
/** Well-formed, though unknown: the part of a newer format that is told as such. */
const FUTURE_NAME = /^[a-z]+\/(?:[A-Za-z0-9_-]+\/){0,3}[A-Za-z0-9_-]+(?:\.[a-z0-9]{1,8})?$/;

export type Archive = AsyncDisposable & {
  manifest: ArchiveManifest;
  docs: DocPart[];
  assets: ArchiveAsset[];
  /** What the assets show: files of any size. */
  contents: ArchiveContent[];
  /** Reads a document again at each call, so that no more than one need be in memory. */
  read(part: DocPart): Promise<Result<Uint8Array>>;
  /** The content piece by piece. Throws a `ZipError` where it is not what the directory says. */
  stream(content: ArchiveContent): AsyncIterable<Uint8Array>;
};

/** Opens a `.raskadr` file and checks everything about it but the content of its documents and files. */
export async function openArchive(file: string): Promise<Result<Archive>> {
  let zip: ZipReader | undefined;
  try {
    zip = await ZipReader.open(file, {
      entriesMax: ENTRIES_MAX,
      directoryMaxBytes: ENTRIES_MAX * 256,
      isName: (name) => NAME.test(name) || FUTURE_NAME.test(name),
    });
    const archive = await readArchive(zip);
    if (!archive.ok) await zip[Symbol.asyncDispose]();
    return archive;
  } catch (error) {
    await zip?.[Symbol.asyncDispose]();
    return fail(faultOf(error));
  }
}

async function readArchive(zip: ZipReader): Promise<Result<Archive>> {
  const manifest = await readManifest(zip);
  if (!manifest.ok) return manifest;
  const agreed = agree(zip, manifest.value);
  if (agreed) return broken(agreed);
  const assets = await readAssets(zip, manifest.value);
  if (!assets.ok) return assets;
  const contents = contentsOf(assets.value);
  const wrong = contents ? agreeOnContents(zip, contents) : 'bad_hash';
  if (!contents || wrong) return broken(wrong ?? 'bad_hash');
  // Its parts, its content and itself: nothing that nobody speaks of.
  if (zip.entries.size !== manifest.value.parts.length + contents.length + 1) return broken('bad_path');
  return ok(archiveOf(zip, manifest.value, { assets: assets.value, contents }));
}

async function readManifest(zip: ZipReader): Promise<Result<ArchiveManifest>> {
  const json = await readJson(zip, MANIFEST_NAME, MANIFEST_MAX_BYTES);
  if (!json.ok) return json;
  const any = AnyArchiveManifest.safeParse(json.value).data;
  if (!any) return broken('not_an_archive');
  // A part that this version would have to leave out is as good as a newer format.
  if (any.format > ARCHIVE_FORMAT || any.parts.some(({ kind }) => !KNOWN_PARTS.has(kind)))
    return fail({ code: 'archive_newer' });
  const manifest = ArchiveManifest.safeParse(json.value).data;
  return manifest ? ok(manifest) : broken('not_an_archive');
}

/** The manifest names each part once, under the path and with the size that it must have. */
function agree(zip: ZipReader, { parts }: ArchiveManifest): BrokenReason | undefined {
  const paths = new Set<string>();
  let sum = 0;
  for (const part of parts) {
    if (part.path !== partPathOf(part) || paths.has(part.path)) return 'bad_path';
    paths.add(part.path);
    const entry = zip.entries.get(part.path);
    if (!entry) return 'missing_part';
    if (entry.bytes !== part.bytes) return 'bad_hash';
    if (isTooLarge(entry, limitOf(part))) return 'too_large';
    if (part.kind !== 'assets') sum += part.bytes;
  }
  if (sum > DOCS_MAX_BYTES || paths.size > DOCS_MAX) return 'too_large';
  return paths.has(INDEX_PATH) ? undefined : 'missing_part';
}

function limitOf({ kind }: ArchivePart): number {
  return kind === 'assets' ? ASSETS_MAX_BYTES : Math.min(FRAME_MAX_BYTES, 2 * DOC_MAX_BYTES[kind]);
}

async function readAssets(zip: ZipReader, { parts }: ArchiveManifest): Promise<Result<ArchiveAsset[]>> {
  const part = parts.find(({ kind }) => kind === 'assets');
  if (!part) return ok([]);
  const bytes = await readPart(zip, part);
  if (!bytes.ok) return bytes;
  const assets = ArchiveAssets.safeParse(parseJson(Buffer.from(bytes.value))).data;
  return assets ? ok(assets) : broken('bad_document');
}

/** Whoever brings an asset brings its content: nobody gets at content by knowing its hash. */
function agreeOnContents(zip: ZipReader, contents: ArchiveContent[]): BrokenReason | undefined {
  for (const content of contents) {
    const entry = zip.entries.get(contentPathOf(content));
    if (!entry) return 'missing_part';
    if (entry.method !== METHOD.stored) return 'not_an_archive';
    if (entry.bytes !== content.sizeBytes) return 'bad_hash';
  }
  return undefined;
}

function archiveOf(
  zip: ZipReader,
  manifest: ArchiveManifest,
  { assets, contents }: Pick<Archive, 'assets' | 'contents'>,
): Archive {
  return {
    manifest,
    docs: manifest.parts.flatMap((part) => (part.kind === 'assets' ? [] : [part])),
    assets,
    contents,
    read: (part) => readPart(zip, part),
    stream: (content) => {
      const entry = zip.entries.get(contentPathOf(content));
      if (!entry) throw new Error('content that the archive does not have');
      return zip.stream(entry);
    },
    [Symbol.asyncDispose]: () => zip[Symbol.asyncDispose](),
  };
}

async function readPart(zip: ZipReader, part: ArchivePart): Promise<Result<Uint8Array>> {
  try {
    const entry = zip.entries.get(part.path);
    if (!entry) return broken('missing_part');
    const content = await zip.read(entry);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return sha256 === part.sha256 ? ok(new Uint8Array(content)) : broken('bad_hash');
  } catch (error) {
    return fail(faultOf(error));
  }
}

async function readJson(zip: ZipReader, name: string, maxBytes: number): Promise<Result<unknown>> {
  const entry = zip.entries.get(name);
  if (!entry) return broken('missing_part');
  if (isTooLarge(entry, maxBytes)) return broken('too_large');
  return ok(parseJson(await zip.read(entry)));
}

/** Both are memory: what is declared, and what it is packed in. */
function isTooLarge({ bytes, packedBytes }: ZipEntry, maxBytes: number): boolean {
  return Math.max(bytes, packedBytes) > maxBytes;
}

/** What an archive that lies is refused with; anything else is a bug or the disk. */
export function faultOf(error: unknown): Fault {
  if (error instanceof ZipError) return { code: 'archive_broken', reason: error.reason };
  throw error;
}

type BrokenReason = (Fault & { code: 'archive_broken' })['reason'];

export function broken(reason: BrokenReason) {
  return fail({ code: 'archive_broken', reason });
}

function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return undefined;
  }
}
