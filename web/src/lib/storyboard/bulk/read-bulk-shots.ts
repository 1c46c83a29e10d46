import type { SyncEngine } from '#lib/sync/engine.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import type { Shot } from '#shared/documents/index-doc.ts';
import { draftOf, listTakes, listTrashed, readParams } from '#shared/documents/shot-doc.ts';
import type { ProjectId, ShotId } from '#shared/ids.ts';
import type { BulkShot } from '#shared/storyboard/bulk-lines.ts';

/** A shot with what its document says on this device; its takes by their jobs. */
export type FoundShot = Omit<BulkShot, 'takes'> & { jobs: (string | null)[]; headliner: string | null };

const AT_ONCE = 16;

export async function readBulkShots(
  engine: SyncEngine,
  project: ProjectId,
  shots: (Shot & { number: number })[],
): Promise<FoundShot[]> {
  const found: FoundShot[] = [];
  for (let n = 0; n < shots.length; n += AT_ONCE)
    found.push(
      ...(await Promise.all(shots.slice(n, n + AT_ONCE).map((shot) => readOne(engine, project, shot)))),
    );
  return found;
}

async function readOne(
  engine: SyncEngine,
  project: ProjectId,
  shot: Shot & { number: number },
): Promise<FoundShot> {
  const { id, number, title, note, headliner } = shot;
  const doc = await engine.localCopy(nameOf(project, id));
  const found = {
    id,
    number,
    title,
    note,
    headliner,
    draft: draftOf(doc).toString(),
    params: readParams(doc),
    jobs: listJobs(doc),
  };
  doc.destroy();
  return found;
}

export function nameOf(project: ProjectId, shot: ShotId) {
  return docNameOf({ kind: 'shot', project, shot });
}

/** Of the takes that lie in no trash. */
export function listJobs(doc: Parameters<typeof listTakes>[0]): (string | null)[] {
  const trashed = listTrashed(doc);
  return listTakes(doc).flatMap(({ id, job }) => (trashed.has(id) ? [] : [job]));
}
