import * as Y from 'yjs';
import { demoDocs } from '#shared/demo/demo-project.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { ProjectId, ShotId, type UserId } from '#shared/ids.ts';
import { createUlid } from '#shared/ulid.ts';
import type { Database } from '../database/database.ts';
import { type Statement, sql } from '../database/sql.ts';
import { isConstraint } from '../database/sql-error.ts';
import { appendStatements } from '../documents/doc-log.ts';
import { Projection } from '../documents/projection.ts';
import { wholeShotStatements } from '../documents/shot-projection.ts';
import type { Clock, Random } from '../ports.ts';
import { createProjectStatements } from './create-project.ts';

export type DemoContext = { database: Database; clock: Clock; random: Random };
type Demo = { id: ProjectId; feedRows: { feed: string; seq: number }[] };

/** The user's demo project: the one that he has, or a new one when there was none or he has thrown it away. */
export async function ensureDemoProject(context: DemoContext, user: UserId): Promise<Demo> {
  const known = await findDemo(context.database, user);
  if (known?.isInUse) return { id: known.id, feedRows: [] };
  try {
    return await makeDemoProject(context, { user, replaced: known?.id });
  } catch (error) {
    if (!isConstraint(error)) throw error;
    // Two clicks at once: the other one has made it.
    const made = await findDemo(context.database, user);
    if (!made) throw error;
    return { id: made.id, feedRows: [] };
  }
}

type Known = { id: ProjectId; isInUse: boolean };

async function findDemo(database: Database, user: UserId): Promise<Known | undefined> {
  const row = await database.readOne(
    sql(
      `SELECT s.value AS id, (SELECT count(*) FROM projects p JOIN project_members m ON m.project = p.id
           WHERE p.id = s.value AND m.user_id = ?2 AND p.trashed_at IS NULL) AS in_use
         FROM server_state s WHERE s.key = ?1`,
      demoKey(user),
      user,
    ),
  );
  return row && { id: ProjectId.parse(row.id), isInUse: Number(row.in_use) > 0 };
}

function demoKey(user: UserId): string {
  return `demo:${user}`;
}

async function makeDemoProject(
  { database, clock, random }: DemoContext,
  { user, replaced }: { user: UserId; replaced: ProjectId | undefined },
): Promise<Demo> {
  const nowMs = clock.nowMs();
  const randomByte = () => random.bytes(1)[0] ?? 0;
  const newUlid = () => createUlid({ nowMs: () => nowMs, randomByte });
  const project = ProjectId.parse(newUlid());
  const { name, index, shots } = demoDocs({
    createDoc: () => new Y.Doc(),
    newShotId: () => ShotId.parse(newUlid()),
    randomBit: () => (randomByte() & 1) === 1,
  });
  const firstRow = (doc: Y.Doc, docName: Parameters<typeof appendStatements>[0]): Statement[] =>
    appendStatements(docName, [{ bytes: Y.encodeStateAsUpdate(doc), user }], { head: 0, nowMs });
  const projection = new Projection(project, new Y.Doc()).writeFor(index, nowMs);
  const results = await database.write([
    replaced
      ? sql('UPDATE server_state SET value = ? WHERE key = ?', project, demoKey(user))
      : sql('INSERT INTO server_state (key, value) VALUES (?, ?)', demoKey(user), project),
    ...createProjectStatements({ project, name, user, nowMs }),
    ...firstRow(index, docNameOf({ kind: 'index', project })),
    ...shots.flatMap(({ id, doc }) => {
      const address = { kind: 'shot' as const, project, shot: id };
      return [...firstRow(doc, docNameOf(address)), ...wholeShotStatements(address, doc)];
    }),
    ...(projection?.statements ?? []),
  ]);
  const feedRows = (results.at(-1)?.rows ?? []).map((row) => ({
    feed: String(row.feed),
    seq: Number(row.seq),
  }));
  return { id: project, feedRows };
}
