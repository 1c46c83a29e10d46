import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { insertAssets } from '#server/assets/store.ts';
import { sql } from '#server/database/sql.ts';
import { claimJob } from '#server/jobs/claim-job.ts';
import { completeJob } from '#server/jobs/complete-job.ts';
import { moveJob } from '#server/jobs/move-job.ts';
import { createProjectStatements } from '#server/projects/create-project.ts';
import { trashStatements } from '#server/projects/trash-project.ts';
import { AssetRecord } from '#shared/assets/asset-record.ts';
import { trashShots } from '#shared/documents/index-doc.ts';
import { changeSettings } from '#shared/documents/project-settings.ts';
import { ProjectId } from '#shared/ids.ts';
import { JobRecord } from '#shared/jobs/job-record.ts';
import { callId, FIRST, LEASE_MS } from '../../shared/jobs/a-ledger.ts';
import { aCaller, INDEX, PROJECT, TestSocket, USER } from '../a-core.ts';
import {
  aClaimedPicture,
  aFile,
  aShotOnBoard,
  editIndex,
  handIn,
  PICTURE,
  recordsOf,
  SHOT,
  shotOf,
} from './a-film.ts';
import { aQueue, type Queue } from './a-queue.ts';

async function aFilm(): Promise<Queue> {
  const queue = await aQueue();
  await aShotOnBoard(queue);
  return queue;
}

const countOf = async ({ core }: Queue, table: string) =>
  Number((await core.database.readOne(sql(`SELECT count(*) AS n FROM ${table}`)))?.n);

test('J12: a result brings its asset, its headliner, the end of its job and the work that follows', async () => {
  const queue = await aFilm();
  const socket = new TestSocket();
  await queue.core.rooms.connect(INDEX, socket, aCaller());
  const before = socket.sent.length;
  const job = await aClaimedPicture(queue);
  expect(await handIn(queue, job)).toMatchObject({ ok: true, value: { ledger: { state: 'done' } } });
  const [asset] = (await recordsOf(queue, 'asset')).map((value) => AssetRecord.parse(value));
  expect(asset).toMatchObject({ job: job.id, shot: SHOT, sha256: PICTURE, renditions: [] });
  const [record] = (await recordsOf(queue, 'job')).map((value) => JobRecord.parse(value));
  expect(record).toMatchObject({
    id: job.id,
    state: 'done',
    assets: [asset?.id],
    title: 'Рассвет над морем',
  });
  expect(await shotOf(queue)).toEqual({ headliner: asset?.id });
  const next = await claimJob(queue.context, { runner: FIRST, kinds: ['rendition'], leaseMs: LEASE_MS });
  expect(next?.payload).toMatchObject({ kind: 'rendition', sha256: PICTURE });
  await expect.poll(() => socket.sent.length).toBeGreaterThan(before);
});

test('J12: handed in again, after a lost answer or by two at once, it stands once', async () => {
  const queue = await aFilm();
  const job = await aClaimedPicture(queue);
  const made = await Promise.all([handIn(queue, job), handIn(queue, job), handIn(queue, job)]);
  expect(made.map((result) => result.ok)).toEqual([true, true, true]);
  await handIn(queue, job);
  expect(await countOf(queue, 'assets')).toBe(1);
  expect(await recordsOf(queue, 'asset')).toHaveLength(1);
  expect((await queue.core.rooms.use(INDEX, (room) => room.seq)) > 0).toBe(true);
});

test('J12: the results of two calls of a job that was paid twice stand beside each other', async () => {
  const queue = await aFilm();
  const job = await aClaimedPicture(queue);
  const price = { amount: 5, currency: 'USD' };
  const nowMs = queue.clock.nowMs();
  const begin = (fence: number, n: number) =>
    moveJob(queue.context, job.id, {
      event: {
        kind: 'begin',
        fence,
        call: callId(n),
        recovery: 'none',
        price,
        day: '2026-11-21',
        sendUntilMs: nowMs + 1000,
      },
    });
  await begin(job.fence, 1);
  queue.clock.passMs(LEASE_MS + 1);
  await moveJob(queue.context, job.id, { event: { kind: 'expire', nowMs: queue.clock.nowMs() } });
  await moveJob(queue.context, job.id, {
    event: { kind: 'decide', choice: { is: 'retry_paid' }, nowMs: queue.clock.nowMs() },
  });
  const again = await claimJob(queue.context, { runner: FIRST, kinds: ['generate'], leaseMs: LEASE_MS });
  const fence = again?.ledger.fence ?? 0;
  await begin(fence, 2);
  await handIn(queue, { id: job.id, fence }, { call: callId(2) });
  await handIn(queue, job, { call: callId(1), files: [aFile('b'.repeat(64))] });
  expect((await recordsOf(queue, 'asset')).map(({ sha256 }) => sha256[0])).toEqual(['a', 'b']);
  const [record] = await recordsOf(queue, 'job');
  expect(JobRecord.parse(record)).toMatchObject({ spent: [{ amount: 10, currency: 'USD' }] });
  expect(record.assets).toHaveLength(2);
});

test('J12: a headliner that somebody chose stays, also when he chose it a moment ago', async () => {
  const queue = await aFilm();
  const job = await aClaimedPicture(queue);
  const chosen = editIndex(queue, (doc) => {
    const shot = doc.getMap('shots').get(SHOT);
    if (shot instanceof Y.Map) shot.set('headliner', 'mine');
  });
  await Promise.all([chosen, handIn(queue, job)]);
  expect(await countOf(queue, 'assets')).toBe(1);
  const { headliner } = await shotOf(queue);
  // Whoever came first: his choice is in the document, and the result never came after it.
  expect(headliner).toBe('mine');
});

test('J12: no headliner where the project does not want it', async () => {
  const queue = await aFilm();
  await editIndex(queue, (doc) => changeSettings(doc, { firstIsHeadliner: false }));
  await handIn(queue, await aClaimedPicture(queue));
  expect(await shotOf(queue)).toEqual({ headliner: null });
  expect(await countOf(queue, 'assets')).toBe(1);
});

test('J11, J12: what was called off, thrown away or put in the trash keeps its result, which stands for nothing', async () => {
  const cancelled = await aFilm();
  const job = await aClaimedPicture(cancelled);
  await moveJob(cancelled.context, job.id, { event: { kind: 'cancel' } });
  await handIn(cancelled, job);
  const trashedShot = await aFilm();
  await editIndex(trashedShot, (doc) => trashShots(doc, [SHOT], 1));
  await handIn(trashedShot, await aClaimedPicture(trashedShot));
  const trashedProject = await aFilm();
  await trashedProject.core.database.write(trashStatements(PROJECT, 1));
  await handIn(trashedProject, await aClaimedPicture(trashedProject));
  for (const queue of [cancelled, trashedShot, trashedProject]) {
    expect(await countOf(queue, 'assets')).toBe(1);
    expect(await shotOf(queue)).toEqual({ headliner: null });
  }
});

test('J12: a result that says something else than it is changes nothing', async () => {
  const queue = await aFilm();
  const job = await aClaimedPicture(queue);
  const svg = { ...aFile(), type: 'image/svg+xml' };
  const film = { ...aFile(), type: 'video/mp4' };
  for (const files of [[svg], [film], []])
    expect(await completeJob(queue.core, job.id, { fence: job.fence, files })).toEqual({
      ok: false,
      fault: { code: 'bad_input', field: 'files' },
    });
  expect(await countOf(queue, 'assets')).toBe(0);
  expect(await handIn(queue, job)).toMatchObject({ ok: true });
});

test('J12: the answer of a model that writes stands in the record of its job', async () => {
  const queue = await aFilm();
  await handIn(queue, await aClaimedPicture(queue), { files: [], text: 'Тихий берег' });
  expect((await recordsOf(queue, 'job'))[0]).toMatchObject({
    state: 'done',
    text: 'Тихий берег',
    assets: [],
  });
});

test('J13: smaller forms are asked for once per content, and everybody who has it is told when they are there', async () => {
  const queue = await aFilm();
  const other = ProjectId.parse('01ARZ3NDEKTSV4RRFFQ69G5FB9');
  await queue.core.database.write(
    createProjectStatements({ project: other, name: 'Другой', user: USER, nowMs: 0 }),
  );
  await handIn(queue, await aClaimedPicture(queue), { files: [aFile(), aFile()] });
  const [asset] = await recordsOf(queue, 'asset');
  const { renditions: _, ...own } = AssetRecord.parse(asset);
  const copy = { ...own, id: '01ARZ3NDEKTSV4RRFFQ69G5FZ9', project: other };
  await queue.core.database.write(insertAssets([copy]));
  const claimer = { runner: FIRST, kinds: ['rendition'], leaseMs: LEASE_MS };
  const job = (await claimJob(queue.context, claimer)) ?? expect.fail('nothing to do');
  expect(await claimJob(queue.context, claimer)).toBeUndefined();
  const small = { ...aFile('c'.repeat(64)), type: 'image/webp', rendition: 'w320' as const };
  const { fence } = job.ledger;
  expect(
    await completeJob(queue.core, job.id, { fence, files: [{ ...small, rendition: 'poster' }] }),
  ).toMatchObject({
    ok: false,
  });
  expect(await completeJob(queue.core, job.id, { fence, files: [small] })).toMatchObject({ ok: true });
  for (const { renditions } of await recordsOf(queue, 'asset')) expect(renditions).toEqual(['w320']);
  const [seen] = await queue.core.database.read(
    sql("SELECT value FROM feed_rows WHERE feed = ? AND kind = 'asset'", `p:${other}`),
  );
  expect(JSON.parse(String(seen?.value)).renditions).toEqual(['w320']);
  expect(await recordsOf(queue, 'job')).toHaveLength(1);
});
