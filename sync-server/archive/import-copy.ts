import { setImmediate as nextTurn } from 'node:timers/promises';
import * as Y from 'yjs';
import { z } from 'zod';
import { type DocKind, docAddressOf } from '#shared/documents/doc-name.ts';
import { readMeta, renameProject } from '#shared/documents/index-doc.ts';
import { cleanTitle } from '#shared/documents/plain-text.ts';
import { ProjectId, type UserId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { createUlid } from '#shared/ulid.ts';
import { wantRenditions } from '../assets/renditions.ts';
import { insertAssets } from '../assets/store.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Database } from '../database/database.ts';
import type { StatementResult } from '../database/sql.ts';
import { appendStatements } from '../documents/doc-log.ts';
import { Gate } from '../documents/gate.ts';
import { projectionStatements, summaryOf } from '../documents/projection.ts';
import { wholeShotStatements } from '../documents/shot-projection.ts';
import { type JobContext, ringFeeds } from '../jobs/job-context.ts';
import type { Clock, Random } from '../ports.ts';
import { createProjectStatements, firstIndexStatements } from '../projects/create-project.ts';
import { assetIn } from './archive-assets.ts';
import { docOfPart } from './archive-manifest.ts';
import type { Archive } from './open-archive.ts';
import { stageContents } from './stage-contents.ts';

export type ImportContext = {
  database: Database;
  clock: Clock;
  random: Random;
  blobs: BlobStore;
  jobs: Pick<JobContext, 'dispatcher'>;
  ring(feed: string, seq: number): void;
};

export const Imported = z.object({ id: ProjectId, name: z.string() });
export type Imported = z.infer<typeof Imported>;

/**
 * Makes a project of its own from an archive: all of it in one transaction, or nothing. Without a name it stays byte for
 * byte what the archive holds.
 */
export async function importCopy(
  context: ImportContext,
  archive: Archive,
  { user, name: wanted = '' }: { user: UserId; name?: string | undefined },
): Promise<Result<Imported>> {
  const { clock, random } = context;
  const nowMs = clock.nowMs();
  const randomByte = () => random.bytes(1)[0] ?? 0;
  const project = ProjectId.parse(createUlid({ nowMs: () => nowMs, randomByte }));
  const name = cleanTitle(wanted) || cleanTitle(archive.manifest.name);
  const made = { project, name, user, nowMs };
  const statements = createProjectStatements(made);
  for (const part of archive.docs) {
    const state = await archive.read(part);
    if (!state.ok) return state;
    const doc = docThroughGate(part.kind, state.value);
    if (!doc.ok) return doc;
    if (doc.value) {
      const bytes = part.kind === 'index' && wanted ? renamed(doc.value, name) : undefined;
      const entry = { bytes: bytes ?? state.value, user };
      statements.push(...appendStatements(docOfPart(part, project), [entry], { head: 0, nowMs }));
    } else if (part.kind === 'index' && wanted) statements.push(...firstIndexStatements(made));
    const address = docAddressOf(docOfPart(part, project));
    if (address.kind === 'shot' && doc.value) statements.push(...wholeShotStatements(address, doc.value));
    if (part.kind === 'index' && doc.value)
      statements.push(...projectionStatements(project, summaryOf(doc.value), nowMs));
    doc.value?.destroy();
    await nextTurn();
  }
  const assets = archive.assets.map((asset) => assetIn(project, asset));
  const rows = [...statements, ...insertAssets(assets), ...wantRenditions(assets, nowMs)];
  const written = await writeWithContents(context, archive, async () =>
    ok(await context.database.write(rows)),
  );
  return written.ok ? ok({ id: project, name }) : written;
}

/** The content first: it is there before any row names it. Killed in between, content stays that nobody can get at. */
export async function writeWithContents(
  context: Pick<ImportContext, 'blobs' | 'jobs' | 'ring'>,
  archive: Archive,
  write: () => Promise<Result<StatementResult[]>>,
): Promise<Result<undefined>> {
  using _held = await context.blobs.hold(archive.contents.map(({ sha256 }) => sha256));
  const staged = await stageContents(context.blobs, archive);
  if (!staged.ok) return staged;
  await using contents = staged.value;
  await contents.keep();
  const written = await write();
  if (!written.ok) return written;
  ringFeeds(context, written.value);
  context.jobs.dispatcher.wake();
  return ok(undefined);
}

/** The state under another name; nothing when it is called so already. */
function renamed(index: Y.Doc, name: string): Uint8Array | undefined {
  if (readMeta(index).name === name) return undefined;
  renameProject(index, name);
  return Y.encodeStateAsUpdate(index);
}

/** The gate of a pushed update (S2), on a document that does not exist yet; nothing when there is nothing to store. */
function docThroughGate(kind: DocKind, state: Uint8Array): Result<Y.Doc | undefined> {
  const gate = new Gate(kind, 0, () => []);
  const verdict = gate.try(state);
  if (verdict.kind === 'refused') return fail({ code: 'archive_broken', reason: 'bad_document' });
  return ok(verdict.kind === 'new' ? gate.doc : undefined);
}
