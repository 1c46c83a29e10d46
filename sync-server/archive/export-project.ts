import { createHash } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as Y from 'yjs';
import { z } from 'zod';
import { ARCHIVE_FORMAT, ARCHIVE_KIND, MANIFEST_NAME, PLAIN_FORMAT } from '#shared/archive/archive-format.ts';
import { type DocAddress, DocName, docAddressOf, docNameOf } from '#shared/documents/doc-name.ts';
import { readMeta } from '#shared/documents/index-doc.ts';
import { cleanTitle } from '#shared/documents/plain-text.ts';
import type { ProjectId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { DamagedDocError, loadDoc } from '../documents/doc-log.ts';
import type { Rooms } from '../documents/rooms.ts';
import { arePlain } from './archive-assets.ts';
import { type ArchiveManifest, type ArchivePart, partPathOf } from './archive-manifest.ts';
import { canonicalState, isEmptyState } from './canonical-state.ts';
import { writeContents } from './export-assets.ts';
import { ZipWriter } from './zip-writer.ts';

export type ExportContext = { database: Database; rooms: Rooms; blobs: BlobStore };
/** `lost` counts the assets that could not be taken along: their content is gone or damaged. */
export const ExportSummary = z.object({
  name: z.string(),
  docs: z.number(),
  files: z.number(),
  lost: z.number(),
  bytes: z.number(),
});
export type ExportSummary = z.infer<typeof ExportSummary>;

/** Writes a project as one file: what it holds and nothing of where or when. The file is there whole or not at all. */
export async function exportProject(
  context: ExportContext,
  project: ProjectId,
  file: string,
): Promise<Result<ExportSummary>> {
  const found = await context.database.readOne(sql('SELECT name FROM projects WHERE id = ?', project));
  if (!found) return fail({ code: 'project_not_found' });
  const part = `${file}.part`;
  try {
    const summary = await writeArchive(context, { project, rowName: String(found.name), file: part });
    await rename(part, file);
    return ok(summary);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof DamagedDocError) return fail({ code: 'document_damaged' });
    throw error;
  }
}

async function writeArchive(
  context: ExportContext,
  { project, rowName, file }: { project: ProjectId; rowName: string; file: string },
): Promise<ExportSummary> {
  await using zip = await ZipWriter.create(file);
  const manifest: ArchiveManifest = { kind: ARCHIVE_KIND, format: PLAIN_FORMAT, name: '', parts: [] };
  for (const address of await listAddresses(context.database, project)) {
    const { state, name } = await readDoc(context, address);
    if (name !== undefined) manifest.name = name || cleanTitle(rowName);
    if (address.kind !== 'index' && isEmptyState(state)) continue;
    const part = partOf(address, state);
    manifest.parts.push(part);
    await zip.add(part.path, state);
    await nextTurn();
  }
  const docs = manifest.parts.length;
  // After the documents: what they name has its row before.
  const { assets, files, lost } = await writeContents(context, zip, project);
  if (!arePlain(assets)) manifest.format = ARCHIVE_FORMAT;
  if (assets.length > 0) {
    const content = jsonLines(assets);
    const part: ArchivePart = { kind: 'assets', ...factsOf({ kind: 'assets' }, content) };
    manifest.parts.push(part);
    await zip.add(part.path, content);
  }
  await zip.add(MANIFEST_NAME, Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`));
  return { name: manifest.name, docs, files, lost, bytes: await zip.finish() };
}

/** The index first, though nobody may have written to it yet, then the scenario, then the shots by id. */
async function listAddresses(database: Database, project: ProjectId): Promise<DocAddress[]> {
  const rows = await database.read(
    sql("SELECT doc FROM docs WHERE project = ? AND kind <> 'index' ORDER BY doc", project),
  );
  return [{ kind: 'index', project }, ...rows.map(({ doc }) => docAddressOf(DocName.parse(doc)))];
}

/** From its room when it is open, else from its log: an export opens none, however many documents there are. */
async function readDoc(
  { database, rooms }: ExportContext,
  address: DocAddress,
): Promise<{ state: Uint8Array; name?: string }> {
  const docName = docNameOf(address);
  const doc = rooms.find(docName)?.committed ?? (await loadDoc(database, docName)).doc;
  return {
    state: canonicalState(Y.encodeStateAsUpdate(doc)),
    ...(address.kind === 'index' ? { name: readMeta(doc).name } : {}),
  };
}

/** An array with a line for each: two versions of it can be compared. */
export function jsonLines(values: unknown[]): Buffer {
  return Buffer.from(`[\n${values.map((value) => JSON.stringify(value)).join(',\n')}\n]\n`);
}

function factsOf(of: Parameters<typeof partPathOf>[0], content: Uint8Array) {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { path: partPathOf(of), bytes: content.byteLength, sha256 };
}

function partOf(address: DocAddress, state: Uint8Array): ArchivePart {
  const facts = factsOf(address, state);
  return address.kind === 'shot'
    ? { kind: 'shot', shot: address.shot, ...facts }
    : { kind: address.kind, ...facts };
}
