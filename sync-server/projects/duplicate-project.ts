import { setImmediate as nextTurn } from 'node:timers/promises';
import * as Y from 'yjs';
import { type DocAddress, DocName, docAddressOf, docNameOf } from '#shared/documents/doc-name.ts';
import { readMeta, renameProject } from '#shared/documents/index-doc.ts';
import type { ProjectId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { copyAssets } from '../assets/store.ts';
import type { Database } from '../database/database.ts';
import { type Statement, sql } from '../database/sql.ts';
import { committedState } from '../documents/committed-state.ts';
import { appendStatements, DamagedDocError } from '../documents/doc-log.ts';
import { Projection } from '../documents/projection.ts';
import type { Rooms } from '../documents/rooms.ts';
import { createServerDoc } from '../documents/server-doc.ts';
import { type ShotAddress, wholeShotStatements } from '../documents/shot-projection.ts';
import { createProjectStatements, firstIndexStatements, type NewProject } from './create-project.ts';

/** All documents of a copy stand in memory and in one transaction. 5,000 shots of 9 KB are 45 MB. */
const COPY_MAX_BYTES = 96 * 1024 * 1024;

export type DuplicateContext = { database: Database; rooms: Rooms };

/**
 * The statements that make a whole copy of `from`, with its assets; some return feed rows. The copy keeps the history of each
 * document as one state: what a device still holds of an earlier copy under the same id merges with it.
 */
export async function duplicateStatements(
  { database, rooms }: DuplicateContext,
  { from, ...made }: NewProject & { from: ProjectId },
  maxBytes = COPY_MAX_BYTES,
): Promise<Result<Statement[]>> {
  const { project, user, nowMs } = made;
  const rows = await database.read(sql('SELECT doc FROM docs WHERE project = ? ORDER BY doc', from));
  const statements: Statement[] = [];
  let index = createServerDoc();
  let sizeBytes = 0;
  for (const row of rows) {
    const name = DocName.parse(row.doc);
    const address = docAddressOf(name);
    let state: Uint8Array;
    try {
      state = await committedState({ database, rooms }, name);
    } catch (error) {
      if (error instanceof DamagedDocError) return fail({ code: 'document_damaged' });
      throw error;
    }
    sizeBytes += state.byteLength;
    if (sizeBytes > maxBytes) return fail({ code: 'too_large', limitBytes: maxBytes });
    if (address.kind === 'index') {
      index = renamed(state, made.name);
      state = Y.encodeStateAsUpdate(index);
    }
    const there = addressIn(project, address);
    statements.push(...appendStatements(docNameOf(there), [{ bytes: state, user }], { head: 0, nowMs }));
    if (there.kind === 'shot') statements.push(...shotStatements(there, state));
    await nextTurn();
  }
  // Made offline and not pushed yet: the copy still gets its name.
  if (index.store.clients.size === 0) statements.push(...firstIndexStatements(made));
  const projected = new Projection(project, new Y.Doc()).writeFor(index, nowMs);
  return ok([
    ...createProjectStatements(made),
    ...copyAssets(from, project),
    ...statements,
    ...(projected?.statements ?? []),
  ]);
}

function renamed(state: Uint8Array, name: string): Y.Doc {
  const doc = createServerDoc();
  Y.applyUpdate(doc, state);
  if (readMeta(doc).name !== name) renameProject(doc, name);
  return doc;
}

/** The rows of its prompts and marks. */
function shotStatements(address: ShotAddress, state: Uint8Array): Statement[] {
  const doc = createServerDoc();
  Y.applyUpdate(doc, state);
  const statements = wholeShotStatements(address, doc);
  doc.destroy();
  return statements;
}

function addressIn(project: ProjectId, address: DocAddress): DocAddress {
  return { ...address, project };
}
