import { setImmediate as nextTurn } from 'node:timers/promises';
import { type DocName, docAddressOf, docNameOf } from '#shared/documents/doc-name.ts';
import { readMeta } from '#shared/documents/index-doc.ts';
import type { ProjectId, UserId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { wantRenditions } from '../assets/renditions.ts';
import { insertAssets } from '../assets/store.ts';
import { type Statement, sql } from '../database/sql.ts';
import { committedState } from '../documents/committed-state.ts';
import { DamagedDocError } from '../documents/doc-log.ts';
import { Gate } from '../documents/gate.ts';
import type { Rooms } from '../documents/rooms.ts';
import { findAccess, writeRefusal } from '../projects/access.ts';
import { assetIn } from './archive-assets.ts';
import { docOfPart } from './archive-manifest.ts';
import { type ImportContext, type Imported, writeWithContents } from './import-copy.ts';
import type { Archive } from './open-archive.ts';
import { isRelated } from './related.ts';

export type MergeContext = Omit<ImportContext, 'random'> & { rooms: Rooms };

type Update = { name: DocName; bytes: Uint8Array };

/** Adds what an archive holds to a project that it is a copy of: all of it in one transaction, or nothing. */
export async function importMerge(
  context: MergeContext,
  archive: Archive,
  { project, user }: { project: ProjectId; user: UserId },
): Promise<Result<Imported>> {
  const { database, rooms } = context;
  const news = await listNews(context, archive, project);
  if (!news.ok) return news;
  const alongside = await newAssets(context, archive, project);
  const written = await writeWithContents(context, archive, async () => {
    // Once more: hashing the content may have taken minutes.
    const refusal = writeRefusal(await findAccess(database, project, user));
    if (refusal) return fail(refusal);
    return await rooms.writeTogether(news.value, { user, alongside });
  });
  if (!written.ok) return written;
  const index = docNameOf({ kind: 'index', project });
  return ok({ id: project, name: await rooms.use(index, (room) => readMeta(room.committed).name) });
}

/** What the documents of the project lack. The storyboard, which most people have open, comes last and waits least. */
async function listNews(
  context: MergeContext,
  archive: Archive,
  project: ProjectId,
): Promise<Result<Update[]>> {
  const news: Update[] = [];
  for (const part of archive.docs.toReversed()) {
    const read = await archive.read(part);
    if (!read.ok) return read;
    const update = { name: docOfPart(part, project), bytes: read.value };
    try {
      const tried = tryMerge(update, await committedState(context, update.name));
      if (!tried.ok) return tried;
      if (tried.value) news.push(update);
    } catch (error) {
      if (error instanceof DamagedDocError) return fail({ code: 'document_damaged' });
      throw error;
    }
    await nextTurn();
  }
  return ok(news);
}

/** Those that the project has stay as they are. */
async function newAssets(context: MergeContext, archive: Archive, project: ProjectId): Promise<Statement[]> {
  const rows = await context.database.read(sql('SELECT id FROM assets WHERE project = ?', project));
  const known = new Set(rows.map(({ id }) => id));
  const assets = archive.assets.filter(({ id }) => !known.has(id)).map((asset) => assetIn(project, asset));
  return [...insertAssets(assets), ...wantRenditions(assets, context.clock.nowMs())];
}

/** Whether it brings anything. */
function tryMerge({ name, bytes }: Update, ours: Uint8Array): Result<boolean> {
  const { kind } = docAddressOf(name);
  const gate = new Gate(kind, ours.byteLength, () => [ours]);
  const verdict = gate.try(bytes);
  gate.doc.destroy();
  if (verdict.kind === 'refused') {
    const { fault } = verdict;
    return fail(fault.code === 'too_large' ? fault : { code: 'archive_broken', reason: 'bad_document' });
  }
  // After the gate: bytes that are no update at all cannot be asked whose edits they hold.
  if (kind === 'index' && !isRelated(ours, bytes)) return fail({ code: 'archive_unrelated' });
  return ok(verdict.kind === 'new');
}
