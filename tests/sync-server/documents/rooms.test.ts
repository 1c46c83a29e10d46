import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { sql } from '#server/database/sql.ts';
import { SqlError } from '#server/database/sql-error.ts';
import { closeUnentitled } from '#server/documents/admit.ts';
import { DamagedDocError, loadDoc } from '#server/documents/doc-log.ts';
import { addShots, listShots, renameShot } from '#shared/documents/index-doc.ts';
import { FRAME_MAX_BYTES } from '#shared/documents/limits.ts';
import { ShotId } from '#shared/ids.ts';
import { CLOSE } from '#shared/sync/close-codes.ts';
import { decodeFrame, encodeSync, MESSAGE, SYNC } from '#shared/sync/wire.ts';
import { createUlid } from '#shared/ulid.ts';
import { aCaller, aCore, INDEX, PROJECT, TestSocket, USER } from '../a-core.ts';

const randomBit = () => Math.random() < 0.5;

function aWriter() {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  return {
    doc,
    addShot: (title: string): Uint8Array => {
      const id = ShotId.parse(
        createUlid({ nowMs: Date.now, randomByte: () => Math.floor(Math.random() * 256) }),
      );
      addShots(doc, [{ id, title }], { at: listShots(doc).length, randomBit });
      return encodeSync(SYNC.update, updates.at(-1) ?? new Uint8Array());
    },
    rename: (title: string): Uint8Array => {
      const [shot] = listShots(doc);
      if (shot) renameShot(doc, shot.id, title);
      return encodeSync(SYNC.update, updates.at(-1) ?? new Uint8Array());
    },
  };
}

function acksOf(socket: TestSocket): number[] {
  return socket.sent
    .filter((frame) => frame[0] === MESSAGE.ack)
    .map((frame) => JSON.parse(new TextDecoder().decode(frame.subarray(2))).n);
}

function updatesOf(socket: TestSocket): number {
  return socket.sent.filter((frame) => decodeFrame(frame).type === 'update').length;
}

/** Lets the writer, its answers and their followers run: a database in memory needs nothing but turns of the loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
}

test('S3: compaction keeps the document, the previous snapshot and the rows after it', async () => {
  const { core } = await aCore({ limits: { compactAfterRows: 4 } });
  const socket = new TestSocket();
  const connection = await core.rooms.connect(INDEX, socket, aCaller());
  const writer = aWriter();
  for (let round = 0; round < 4; round++) {
    for (let n = 0; n < 4; n++) connection.receive(writer.addShot(`${round}-${n}`));
    await settled();
    await core.rooms.sweep();
  }
  const snapshots = await core.database.read(
    sql('SELECT seq FROM doc_snapshots WHERE doc = ? ORDER BY seq', INDEX),
  );
  const rows = await core.database.read(sql('SELECT seq FROM doc_updates WHERE doc = ? ORDER BY seq', INDEX));
  expect(snapshots.map((row) => row.seq)).toEqual([12, 16]);
  expect(rows.map((row) => row.seq)).toEqual([13, 14, 15, 16]);
  const loaded = await loadDoc(core.database, INDEX);
  expect(listShots(loaded.doc)).toEqual(listShots(writer.doc));
});

test('S3: text that was deleted is in no snapshot', async () => {
  const { core } = await aCore({ limits: { compactAfterRows: 2 } });
  const connection = await core.rooms.connect(INDEX, new TestSocket(), aCaller());
  const writer = aWriter();
  connection.receive(writer.addShot('тайное слово'));
  connection.receive(writer.rename('явное слово'));
  await settled();
  await core.rooms.sweep();
  const [snapshot] = await core.database.read(sql('SELECT bytes FROM doc_snapshots WHERE doc = ?', INDEX));
  const text = Buffer.from(snapshot?.bytes as Uint8Array).toString();
  expect(text).toContain('явное');
  expect(text).not.toContain('тайное');
});

test('S3: a damaged snapshot falls back to the one before it; a damaged row closes this document only', async () => {
  const { core, clock } = await aCore({ limits: { compactAfterRows: 4, idleMs: 1000 } });
  const connection = await core.rooms.connect(INDEX, new TestSocket(), aCaller());
  const writer = aWriter();
  for (let n = 0; n < 8; n++) {
    connection.receive(writer.addShot(`${n}`));
    await settled();
    if (n % 4 === 3) await core.rooms.sweep();
  }
  connection.detach();
  clock.passMs(2000);
  await core.rooms.sweep();
  expect(core.rooms.find(INDEX)).toBeUndefined();

  await core.database.write([sql("UPDATE doc_snapshots SET bytes = x'00' WHERE doc = ? AND seq = 8", INDEX)]);
  const loaded = await loadDoc(core.database, INDEX);
  expect(loaded.usedFallback).toBe(true);
  expect(listShots(loaded.doc)).toEqual(listShots(writer.doc));

  await core.database.write([sql("UPDATE doc_updates SET bytes = x'00' WHERE doc = ? AND seq = 7", INDEX)]);
  await expect(loadDoc(core.database, INDEX)).rejects.toThrow(DamagedDocError);
  await expect(core.rooms.connect(INDEX, new TestSocket(), aCaller())).rejects.toThrow(DamagedDocError);
});

test('S4: a failed commit gives no ack, closes as transient, and the same edit passes later', async () => {
  let isFull = false;
  const { core } = await aCore({
    wrap: (driver) => ({
      ...driver,
      commit: (statements) =>
        isFull
          ? Promise.reject(new SqlError('SQLITE_FULL', 'database or disk is full'))
          : driver.commit(statements),
    }),
  });
  const socket = new TestSocket();
  const reader = new TestSocket();
  const connection = await core.rooms.connect(INDEX, socket, aCaller());
  await core.rooms.connect(INDEX, reader, aCaller());
  const edit = aWriter().addShot('А');
  isFull = true;
  connection.receive(edit);
  await settled();
  expect(acksOf(socket)).toEqual([]);
  expect(socket.closedWith).toEqual({ code: CLOSE.tryLater, reason: 'disk_full' });
  expect(updatesOf(reader)).toBe(0);
  isFull = false;
  const again = new TestSocket();
  (await core.rooms.connect(INDEX, again, aCaller())).receive(edit);
  await settled();
  expect(acksOf(again)).toEqual([1]);
});

test('S1: a repeat of an edit that is still on its way is not acknowledged before it', async () => {
  let release = () => {};
  let held = Promise.resolve();
  const { core } = await aCore({
    wrap: (driver) => ({ ...driver, commit: (statements) => held.then(() => driver.commit(statements)) }),
  });
  held = new Promise((resolve) => {
    release = resolve;
  });
  const edit = aWriter().addShot('А');
  const [first, second, reader] = [new TestSocket(), new TestSocket(), new TestSocket()];
  for (const socket of [first, second]) (await core.rooms.connect(INDEX, socket, aCaller())).receive(edit);
  await core.rooms.connect(INDEX, reader, aCaller());
  await settled();
  expect([...acksOf(first), ...acksOf(second)]).toEqual([]);
  expect(updatesOf(reader)).toBe(0);
  release();
  await settled();
  expect(acksOf(first)).toEqual([1]);
  expect(acksOf(second)).toEqual([1]);
  expect(updatesOf(reader)).toBe(1);
  const rows = await core.database.read(sql('SELECT seq FROM doc_updates WHERE doc = ?', INDEX));
  expect(rows).toHaveLength(1);
});

test('S6: a reader that reads nothing is closed, and the others go on', async () => {
  const { core } = await aCore();
  const [stalled, reading, writing] = [new TestSocket(), new TestSocket(), new TestSocket()];
  await core.rooms.connect(INDEX, stalled, aCaller());
  await core.rooms.connect(INDEX, reading, aCaller());
  const connection = await core.rooms.connect(INDEX, writing, aCaller());
  stalled.buffered = FRAME_MAX_BYTES + 1;
  connection.receive(aWriter().addShot('А'));
  await settled();
  expect(stalled.closedWith).toEqual({ code: CLOSE.tryLater, reason: 'slow_reader' });
  expect(updatesOf(reading)).toBe(1);
});

test('S6: a sender with too many unwritten frames waits until they are written', async () => {
  let release = () => {};
  let held = Promise.resolve();
  const { core } = await aCore({
    wrap: (driver) => ({ ...driver, commit: (statements) => held.then(() => driver.commit(statements)) }),
  });
  held = new Promise((resolve) => {
    release = resolve;
  });
  const socket = new TestSocket();
  const connection = await core.rooms.connect(INDEX, socket, aCaller());
  const writer = aWriter();
  for (let n = 0; n < 300; n++) connection.receive(writer.addShot(`${n}`));
  expect(socket.isPaused).toBe(true);
  release();
  await settled();
  await settled();
  expect(socket.isPaused).toBe(false);
  expect(acksOf(socket).at(-1)).toBe(300);
});

test('S8: a viewer reads everything, answers the handshake, and changes nothing', async () => {
  const { core } = await aCore();
  const writer = aWriter();
  (await core.rooms.connect(INDEX, new TestSocket(), aCaller())).receive(writer.addShot('А'));
  await settled();
  const socket = new TestSocket();
  const viewer = await core.rooms.connect(INDEX, socket, aCaller(false));
  viewer.receive(encodeSync(SYNC.step1, Y.encodeStateVector(new Y.Doc())));
  expect(socket.sent.some((frame) => decodeFrame(frame).type === 'step2')).toBe(true);
  viewer.receive(encodeSync(SYNC.step2, Y.encodeStateAsUpdate(writer.doc)));
  await settled();
  expect(socket.closedWith).toBeUndefined();
  expect(acksOf(socket)).toEqual([1]);
  viewer.receive(writer.addShot('Б'));
  expect(socket.closedWith?.code).toBe(CLOSE.forbidden);
  expect(await core.rooms.use(INDEX, (room) => listShots(room.committed).length)).toBe(1);
});

test('S8: whoever loses the project loses its sockets', async () => {
  const { core } = await aCore();
  const socket = new TestSocket();
  await core.rooms.connect(INDEX, socket, aCaller());
  await closeUnentitled(core.database, [...core.rooms.connections()]);
  expect(socket.closedWith).toBeUndefined();
  await core.database.write([
    sql("INSERT INTO users VALUES ('boris', 'boris', '', 'member', 0, NULL)"),
    sql("INSERT INTO project_members VALUES (?, 'boris', 'owner')", PROJECT),
    sql('DELETE FROM project_members WHERE project = ? AND user_id = ?', PROJECT, USER),
  ]);
  await closeUnentitled(core.database, [...core.rooms.connections()]);
  expect(socket.closedWith?.code).toBe(CLOSE.notFound);
});

test('S10: the project list follows the index document in the same transaction', async () => {
  const { core } = await aCore();
  const connection = await core.rooms.connect(INDEX, new TestSocket(), aCaller());
  const writer = aWriter();
  connection.receive(writer.addShot('А'));
  connection.receive(writer.addShot('Б'));
  await settled();
  expect(await core.database.readOne(sql('SELECT shots, ready FROM projects'))).toEqual({
    shots: 2,
    ready: 0,
  });
  const rows = await core.database.read(sql('SELECT seq, value FROM feed_rows'));
  const head = await core.database.readOne(sql('SELECT seq FROM feeds'));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.seq).toBe(head?.seq);
  expect(JSON.parse(String(rows[0]?.value))).toMatchObject({ id: PROJECT, shots: 2, role: 'owner' });
});
