import * as Y from 'yjs';
import { sql } from '#server/database/sql.ts';
import { claimJob } from '#server/jobs/claim-job.ts';
import { completeJob, type Made } from '#server/jobs/complete-job.ts';
import { RECORD_OF_ROW } from '#server/jobs/job-feed.ts';
import { addShots, type Shot } from '#shared/documents/index-doc.ts';
import { ShotId } from '#shared/ids.ts';
import type { JobId } from '#shared/jobs/job.ts';
import type { GenerateWork } from '#shared/jobs/work.ts';
import { FIRST, LEASE_MS } from '../../shared/jobs/a-ledger.ts';
import { INDEX, PROJECT, USER } from '../a-core.ts';
import { aJob, type Queue } from './a-queue.ts';

export const SHOT = ShotId.parse('01ARZ3NDEKTSV4RRFFQ69G5FC0');
export const PICTURE = 'a'.repeat(64);

/** A shot on the storyboard of the project, as a client would have brought it. */
export async function aShotOnBoard({ core }: Queue): Promise<void> {
  const doc = new Y.Doc();
  addShots(doc, [{ id: SHOT, title: 'Рассвет' }], { at: 0, randomBit: () => false });
  await edit(core, Y.encodeStateAsUpdate(doc));
}

/** Changes the index document as its author does. */
export async function editIndex({ core }: Queue, change: (doc: Y.Doc) => void): Promise<void> {
  const doc = new Y.Doc();
  const state = await core.rooms.use(INDEX, (room) => room.encodedState());
  Y.applyUpdate(doc, state);
  let update = new Uint8Array();
  doc.on('update', (bytes: Uint8Array) => {
    update = new Uint8Array(bytes);
  });
  doc.transact(() => change(doc));
  await edit(core, update);
}

async function edit(core: Queue['core'], bytes: Uint8Array): Promise<void> {
  await core.rooms.use(INDEX, async (room) => {
    const accepted = room.submit({ bytes, user: USER, from: undefined });
    if (accepted.kind === 'refused') throw new Error(accepted.fault.code);
    await accepted.written;
  });
}

export function workOn(shot = SHOT): GenerateWork {
  return {
    kind: 'generate',
    project: PROJECT,
    shot,
    prompt: '01ARZ3NDEKTSV4RRFFQ69G5FD0',
    take: '01ARZ3NDEKTSV4RRFFQ69G5FE0',
    model: 'imitation/image',
    text: 'Рассвет над морем',
    params: {},
  };
}

export type Claimed = { id: JobId; fence: number };

/** A job of a picture in the hands of a runner. */
export async function aClaimedPicture(
  queue: Queue,
  wanted: Parameters<typeof aJob>[1] = {},
): Promise<Claimed> {
  const id = await aJob(queue, { payload: workOn(), shot: SHOT, ...wanted });
  const kinds = [wanted.kind ?? 'generate'];
  const job = await claimJob(queue.context, { runner: FIRST, kinds, leaseMs: LEASE_MS });
  if (job?.id !== id) throw new Error('another job was first');
  return { id, fence: job.ledger.fence };
}

export function aFile(sha256 = PICTURE): Made['files'][number] {
  return {
    sha256,
    kind: 'image',
    type: 'image/png',
    width: 1280,
    height: 720,
    durationMs: null,
    sizeBytes: 1000,
  };
}

export function handIn({ core }: Queue, { id, fence }: Claimed, made: Partial<Made> = {}) {
  return completeJob(core, id, { fence, files: [aFile()], ...made });
}

export async function shotOf({ core }: Queue): Promise<Pick<Shot, 'headliner'>> {
  return core.rooms.use(INDEX, (room) => {
    const entry = room.committed.getMap('shots').get(SHOT);
    return { headliner: entry instanceof Y.Map ? (entry.toJSON().headliner ?? null) : null };
  });
}

/** The newest rows of the project's feed, by kind and id. */
export async function recordsOf({ core }: Queue, kind: string) {
  const rows = await core.database.read(
    sql(
      `SELECT id, ${RECORD_OF_ROW} AS value FROM feed_rows WHERE feed = ? AND kind = ? ORDER BY seq`,
      `p:${PROJECT}`,
      kind,
    ),
  );
  return rows.map((row) => JSON.parse(String(row.value)));
}
