import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Core } from '#server/core.ts';
import { sql } from '#server/database/sql.ts';
import { loadDoc } from '#server/documents/doc-log.ts';
import { addShots, listShots, offerHeadliner, renameShot } from '#shared/documents/index-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { aCaller, aCore, INDEX, TestSocket, USER } from '../a-core.ts';

const SHOT = ShotId.parse('01ARZ3NDEKTSV4RRFFQ69G5FC0');
const fine = [sql("INSERT INTO server_state (key, value) VALUES ('beside', '1') ON CONFLICT DO NOTHING")];
/** Breaks a rule of the database, as a job that has moved on does. */
const broken = [sql('INSERT INTO feed_rows (feed, seq, kind, id) VALUES (?, 7, ?, ?)', 'x', 'x', 'x')];

/** A device that has the document and edits it. */
class Device {
  readonly doc = new Y.Doc();
  #made: Uint8Array[] = [];

  constructor() {
    this.doc.on('update', (bytes: Uint8Array) => this.#made.push(bytes));
  }

  edits(change: (doc: Y.Doc) => void): Uint8Array {
    this.#made = [];
    this.doc.transact(() => change(this.doc));
    return Y.mergeUpdates(this.#made);
  }
}

async function aBoard() {
  const { core } = await aCore();
  const device = new Device();
  const added = device.edits((doc) =>
    addShots(doc, [{ id: SHOT, title: 'Рассвет' }], { at: 0, randomBit: () => false }),
  );
  await submit(core, added);
  return { core, device };
}

function submit(core: Core, bytes: Uint8Array): Promise<boolean> {
  return core.rooms.use(INDEX, async (room) => {
    const accepted = room.submit({ bytes, user: USER, from: undefined });
    return accepted.kind === 'accepted' && (await accepted.written).ok;
  });
}

function offer(core: Core, asset: string, alongside = fine) {
  return core.rooms.use(INDEX, (room) =>
    room.change({ make: (doc) => offerHeadliner(doc, SHOT, asset), alongside, user: USER }),
  );
}

const onBoard = (core: Core) =>
  core.rooms.use(INDEX, (room) =>
    listShots(room.committed).map(({ title, headliner }) => ({ title, headliner })),
  );

async function onDisk(core: Core) {
  const { doc } = await loadDoc(core.database, INDEX);
  return listShots(doc).map(({ title, headliner }) => ({ title, headliner }));
}

test('S1: a change of the server is on disk with what stands beside it before anybody sees it', async () => {
  const { core } = await aBoard();
  const socket = new TestSocket();
  await core.rooms.connect(INDEX, socket, aCaller());
  const seen = () => socket.sent.filter((bytes) => Buffer.from(bytes).includes('first'));
  await offer(core, 'first');
  expect(await onDisk(core)).toEqual([{ title: 'Рассвет', headliner: 'first' }]);
  expect(await core.database.read(sql("SELECT 1 FROM server_state WHERE key = 'beside'"))).toHaveLength(1);
  await expect.poll(seen).toHaveLength(1);
  const doc = new Y.Doc();
  await core.rooms.use(INDEX, (room) => Y.applyUpdate(doc, room.encodedState()));
  expect(listShots(doc)[0]?.headliner).toBe('first');
});

test('S4: a change that breaks a rule leaves the document as it was, and the edits beside it are written', async () => {
  const { core, device } = await aBoard();
  const room = await core.rooms.use(INDEX, (one) => one);
  const results = await Promise.all([
    submit(
      core,
      device.edits((doc) => renameShot(doc, SHOT, 'Полдень')),
    ),
    offer(core, 'refused', broken).then(
      () => 'written',
      () => 'refused',
    ),
    submit(
      core,
      device.edits((doc) => renameShot(doc, SHOT, 'Ночь')),
    ),
  ]);
  expect(results).toEqual([true, 'refused', true]);
  expect(await onBoard(core)).toEqual([{ title: 'Ночь', headliner: null }]);
  expect(await onDisk(core)).toEqual([{ title: 'Ночь', headliner: null }]);
  await offer(core, 'second');
  expect(await onDisk(core)).toEqual([{ title: 'Ночь', headliner: 'second' }]);
  // Nobody was sent away for it.
  expect(await core.rooms.use(INDEX, (one) => one)).toBe(room);
});

test('S4: a change whose commit fails is nowhere, and comes whole at the next try', async () => {
  let isFull = false;
  const { core } = await aCore({
    wrap: (driver) => ({
      ...driver,
      commit: async (statements) => {
        if (isFull) throw new Error('database or disk is full');
        return driver.commit(statements);
      },
    }),
  });
  const added = new Device().edits((doc) =>
    addShots(doc, [{ id: SHOT, title: 'Рассвет' }], { at: 0, randomBit: () => false }),
  );
  await submit(core, added);
  isFull = true;
  await expect(offer(core, 'first')).rejects.toThrow('full');
  isFull = false;
  expect(await onBoard(core)).toEqual([{ title: 'Рассвет', headliner: null }]);
  await offer(core, 'first');
  expect(await onDisk(core)).toEqual(await onBoard(core));
});

test('a change that throws, or changes nothing, harms nothing', async () => {
  const { core } = await aBoard();
  const thrown = core.rooms.use(INDEX, (room) =>
    room.change({
      make: (doc) => {
        renameShot(doc, SHOT, 'наполовину');
        throw new Error('half-way');
      },
      alongside: fine,
      user: null,
    }),
  );
  await expect(thrown).rejects.toThrow('half-way');
  await offer(core, 'first');
  await offer(core, 'second');
  expect(await onDisk(core)).toEqual([{ title: 'Рассвет', headliner: 'first' }]);
});

const act = fc.constantFrom('edit', 'edit', 'change', 'rule broken', 'pause');

test('S3, S4: whatever edits and changes come together, memory is the log', () =>
  fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 30 }), async (acts) => {
      const { core, device } = await aBoard();
      const taken: Promise<unknown>[] = [];
      for (const [n, what] of acts.entries()) {
        if (what === 'pause') await Promise.resolve();
        else if (what === 'edit')
          taken.push(
            submit(
              core,
              device.edits((doc) => renameShot(doc, SHOT, `имя ${n}`)),
            ),
          );
        else {
          const title = `сервер ${n}`;
          const own = core.rooms.use(INDEX, (room) =>
            room.change({
              make: (doc) => renameShot(doc, SHOT, title),
              alongside: what === 'change' ? fine : broken,
              user: null,
            }),
          );
          taken.push(
            own.then(
              () => what === 'change',
              () => what === 'rule broken',
            ),
          );
        }
      }
      expect(await Promise.all(taken)).toEqual(taken.map(() => true));
      expect(await onBoard(core)).toEqual(await onDisk(core));
    }),
    { numRuns: 60, seed: 4 },
  ));
