import { setImmediate as nextTurn } from 'node:timers/promises';
import { DocName } from '#shared/documents/doc-name.ts';
import type { Database } from '../database/database.ts';
import { sql } from '../database/sql.ts';
import { DamagedDocError, loadDoc } from '../documents/doc-log.ts';
import type { Problem } from './problem.ts';
import { type DocRows, isSameState, type LogRow, readDocRows, replayTo } from './replay-log.ts';

export type DocFindings = { docs: number; rows: number; problems: Problem[] };

/** S3 for every document: its log is contiguous and sound, its snapshots are what the rows give, and it can be read. */
export async function checkDocs(database: Database): Promise<DocFindings> {
  const findings: DocFindings = { docs: 0, rows: 0, problems: [] };
  for (const row of await database.read(sql('SELECT doc FROM docs ORDER BY doc'))) {
    findings.docs++;
    const name = DocName.safeParse(row.doc);
    if (!name.success) {
      findings.problems.push({ kind: 'log', subject: String(row.doc), detail: 'not a document name' });
      continue;
    }
    const rows = await readDocRows(database, name.data);
    findings.rows += rows.updates.length;
    findings.problems.push(...checkLog(name.data, rows), ...checkSnapshots(name.data, rows));
    const damage = await damageOf(database, name.data);
    if (damage !== undefined)
      findings.problems.push({ kind: 'document', subject: name.data, detail: damage });
    await nextTurn();
  }
  return findings;
}

function checkLog(doc: DocName, { head, snapshots, updates }: DocRows): Problem[] {
  const details: string[] = [];
  const oldest = snapshots[0]?.seq ?? 0;
  const first = updates[0]?.seq ?? oldest + 1;
  if (first > oldest + 1) details.push(`rows ${oldest + 1}…${first - 1} are missing`);
  updates.forEach(({ seq, isSound }, position) => {
    const previous = updates[position - 1]?.seq;
    if (previous !== undefined && seq !== previous + 1)
      details.push(`rows ${previous + 1}…${seq - 1} are missing`);
    if (!isSound) details.push(`row ${seq} has a wrong checksum`);
  });
  const end = Math.max(updates.at(-1)?.seq ?? 0, snapshots.at(-1)?.seq ?? 0);
  if (end !== head) details.push(`the log ends at ${end}, its head says ${head}`);
  return details.map((detail) => ({ kind: 'log', subject: doc, detail }));
}

function checkSnapshots(doc: DocName, rows: DocRows): Problem[] {
  return rows.snapshots.flatMap((snapshot) => {
    const detail = snapshotFlaw(doc, rows, snapshot);
    if (!detail) return [];
    const { seq } = snapshot;
    const canRepair = replayTo(rows, seq) !== undefined;
    return [
      {
        kind: 'snapshot' as const,
        subject: doc,
        detail,
        ...(canRepair ? { repair: { kind: 'snapshot' as const, doc, seq } } : {}),
      },
    ];
  });
}

function snapshotFlaw(doc: DocName, rows: DocRows, snapshot: LogRow): string | undefined {
  if (!snapshot.isSound) return `the snapshot at ${snapshot.seq} has a wrong checksum`;
  const replayed = replayTo(rows, snapshot.seq);
  if (!replayed) return undefined;
  return isSameState(doc, snapshot.bytes, replayed)
    ? undefined
    : `the snapshot at ${snapshot.seq} differs from its rows`;
}

async function damageOf(database: Database, doc: DocName): Promise<string | undefined> {
  try {
    (await loadDoc(database, doc)).doc.destroy();
    return undefined;
  } catch (error) {
    if (error instanceof DamagedDocError) return error.message;
    throw error;
  }
}
