import { setImmediate as nextTurn } from 'node:timers/promises';
import { docAddressOf, docNameOf } from '#shared/documents/doc-name.ts';
import { readMeta } from '#shared/documents/index-doc.ts';
import type { ProjectId, UserId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { wantRenditions } from '../assets/renditions.ts';
import { insertAssets } from '../assets/store.ts';
import { sql } from '../database/sql.ts';
import { Gate } from '../documents/gate.ts';
import type { Room } from '../documents/room.ts';
import type { Rooms } from '../documents/rooms.ts';
import { assetIn } from './archive-assets.ts';
import { docOfPart } from './archive-manifest.ts';
import { type ImportContext, type Imported, writeWithContents } from './import-copy.ts';
import type { Archive } from './open-archive.ts';
import { isRelated } from './related.ts';

export type MergeContext = Omit<ImportContext, 'random'> & { rooms: Rooms };

type Written = Awaited<Extract<ReturnType<Room['submit']>, { kind: 'accepted' }>['written']>;

const AT_ONCE = 64;

/**
 * Adds what an archive holds to a project that it is a copy of. Every document is tried before the first is written;
 * merging is a repeatable act, so one that a kill has cut short is completed by doing it again.
 */
export async function importMerge(
  context: MergeContext,
  archive: Archive,
  { project, user }: { project: ProjectId; user: UserId },
): Promise<Result<Imported>> {
  const { rooms } = context;
  for (const part of archive.docs) {
    const state = await archive.read(part);
    if (!state.ok) return state;
    const tried = await rooms.use(docOfPart(part, project), (room) => tryMerge(room, state.value));
    if (!tried.ok) return tried;
    await nextTurn();
  }
  const brought = await bringAssets(context, archive, project);
  if (!brought.ok) return brought;
  const written: Promise<Written>[] = [];
  for (const part of archive.docs) {
    const state = await archive.read(part);
    if (!state.ok) return state;
    const accepted = await rooms.use(docOfPart(part, project), (room) =>
      room.submit({ bytes: state.value, user, from: undefined }),
    );
    if (accepted.kind === 'refused') return fail(accepted.fault);
    written.push(accepted.written);
    if (written.length === AT_ONCE) {
      const done = await allWritten(written.splice(0));
      if (!done.ok) return done;
    }
  }
  const done = await allWritten(written);
  if (!done.ok) return done;
  const index = docNameOf({ kind: 'index', project });
  return ok({ id: project, name: await rooms.use(index, (room) => readMeta(room.committed).name) });
}

/** Before the documents, which name them. Those that the project has stay as they are. */
async function bringAssets(
  context: MergeContext,
  archive: Archive,
  project: ProjectId,
): Promise<Result<undefined>> {
  const rows = await context.database.read(sql('SELECT id FROM assets WHERE project = ?', project));
  const known = new Set(rows.map(({ id }) => id));
  const assets = archive.assets.filter(({ id }) => !known.has(id)).map((asset) => assetIn(project, asset));
  const nowMs = context.clock.nowMs();
  return writeWithContents(context, archive, [...insertAssets(assets), ...wantRenditions(assets, nowMs)]);
}

function tryMerge(room: Room, state: Uint8Array): Result<undefined> {
  const ours = room.encodedState();
  const { kind } = docAddressOf(room.name);
  const verdict = new Gate(kind, ours.byteLength, () => [ours]).try(state);
  if (verdict.kind === 'refused') {
    const { fault } = verdict;
    return fail(fault.code === 'too_large' ? fault : { code: 'archive_broken', reason: 'bad_document' });
  }
  // After the gate: bytes that are no update at all cannot be asked whose edits they hold.
  if (kind === 'index' && !isRelated(ours, state)) return fail({ code: 'archive_unrelated' });
  return ok(undefined);
}

async function allWritten(written: Promise<Written>[]): Promise<Result<undefined>> {
  for (const result of await Promise.all(written)) if (!result.ok) return fail(result.fault);
  return ok(undefined);
}
