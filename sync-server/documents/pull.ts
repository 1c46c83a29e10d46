import { setImmediate as nextTurn } from 'node:timers/promises';
import { DocName } from '#shared/documents/doc-name.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { PullAnswer } from '#shared/sync/pull.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { DamagedDocError } from './doc-log.ts';
import type { Rooms } from './rooms.ts';

const PAGE_BYTES = 4 * 1024 * 1024;
const PAGE_DOCS = 200;

export type PullContext = { database: Database; rooms: Rooms; epoch: string };

/** The whole state of each document of a project that changed after the cursor, in pages. */
export async function pullDocs(
  { database, rooms, epoch }: PullContext,
  project: ProjectId,
  since: number,
): Promise<PullAnswer> {
  const changed = await database.read(
    sql(
      'SELECT doc, change_seq FROM docs WHERE project = ? AND change_seq > ? ORDER BY change_seq LIMIT ?',
      project,
      since,
      PAGE_DOCS + 1,
    ),
  );
  const answer: PullAnswer = { epoch, cursor: since, more: false, docs: [] };
  let bytes = 0;
  for (const [position, row] of changed.entries()) {
    if (position === PAGE_DOCS || bytes > PAGE_BYTES) {
      answer.more = true;
      break;
    }
    const doc = DocName.parse(row.doc);
    const found = await findState(rooms, doc);
    // A commit may have passed since the list was read: the cursor stays behind it, so it comes again, never too late.
    answer.cursor = Number(row.change_seq);
    if (!found) continue;
    answer.docs.push({ doc, ...found });
    bytes += found.state.byteLength;
    await nextTurn();
  }
  return answer;
}

/** A damaged document is left out; all others still come. */
async function findState(
  rooms: Rooms,
  doc: DocName,
): Promise<{ seq: number; state: Uint8Array } | undefined> {
  try {
    return await rooms.use(doc, (room) => ({ seq: room.seq, state: room.encodedState() }));
  } catch (error) {
    if (error instanceof DamagedDocError) return undefined;
    throw error;
  }
}
