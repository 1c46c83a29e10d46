import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Core } from '#server/core.ts';
import { sql } from '#server/database/sql.ts';
import { loadDoc } from '#server/documents/doc-log.ts';
import { canonicalContent } from '#shared/documents/canonical-json.ts';
import { type DocName, docNameOf } from '#shared/documents/doc-name.ts';
import { addShots, renameShot } from '#shared/documents/index-doc.ts';
import { setParam } from '#shared/documents/shot-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { aCaller, aCore, INDEX, PROJECT, TestSocket, USER } from '../a-core.ts';

const SHOT = ShotId.parse('01ARZ3NDEKTSV4RRFFQ69G5FC0');
const BOX = docNameOf({ kind: 'shot', project: PROJECT, shot: SHOT });
const fine = [sql("INSERT INTO server_state (key, value) VALUES ('beside', '1') ON CONFLICT DO NOTHING")];
/** Breaks a rule of the database. */
const broken = [sql('INSERT INTO feed_rows (feed, seq, kind, id) VALUES (?, 7, ?, ?)', 'x', 'x', 'x')];
const unreadable = new Uint8Array([1, 2, 3]);

/** A device with both documents. */
class Device {
  readonly #index = new Y.Doc();
  readonly #box = new Y.Doc();

  constructor() {
    this.#added = edits(this.#index, (doc) =>
      addShots(doc, [{ id: SHOT, title: 'начало' }], { at: 0, randomBit: () => false }),
    );
  }

  readonly #added: Uint8Array;

  get added(): Uint8Array {
    return this.#added;
  }

  renames(title: string) {
    return { name: INDEX, bytes: edits(this.#index, (doc) => renameShot(doc, SHOT, title)) };
  }

  sets(value: string) {
    return { name: BOX, bytes: edits(this.#box, (doc) => setParam(doc, 'seed', value)) };
  }
}

function edits(doc: Y.Doc, change: (doc: Y.Doc) => void): Uint8Array {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => change(doc));
  return Y.encodeStateAsUpdate(doc, before);
}

async function aBoard(options: Parameters<typeof aCore>[0] = {}) {
  const { core } = await aCore(options);
  const device = new Device();
  await submit(core, { name: INDEX, bytes: device.added });
  return { core, device };
}

function submit(core: Core, { name, bytes }: { name: DocName; bytes: Uint8Array }): Promise<boolean> {
  return core.rooms.use(name, async (room) => {
    const accepted = room.submit({ bytes, user: USER, from: undefined });
    return accepted.kind === 'accepted' && (await accepted.written).ok;
  });
}

async function inMemory(core: Core) {
  const of = (name: DocName) =>
    core.rooms.use(name, (room) => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, room.encodedState());
      return contentOf(doc);
    });
  return [await of(INDEX), await of(BOX)];
}

async function onDisk(core: Core) {
  const of = async (name: DocName) => contentOf((await loadDoc(core.database, name)).doc);
  return [await of(INDEX), await of(BOX)];
}

function contentOf(doc: Y.Doc): string {
  for (const root of ['meta', 'shots', 'params']) doc.getMap(root);
  return canonicalContent(doc);
}

const beside = (core: Core) => core.database.read(sql("SELECT 1 FROM server_state WHERE key = 'beside'"));

test('S1: several documents and a row are one transaction, and nobody sees one of them before', async () => {
  const units: number[] = [];
  const { core, device } = await aBoard({
    wrap: (driver) => ({
      ...driver,
      commit: (statements) => {
        units.push(statements.filter(({ sql: text }) => text.includes('INTO doc_updates')).length);
        return driver.commit(statements);
      },
    }),
  });
  const socket = new TestSocket();
  await core.rooms.connect(BOX, socket, aCaller());
  const before = socket.sent.length;
  units.length = 0;
  const updates = [device.renames('Полдень'), device.sets('7')];
  expect(await core.rooms.writeTogether(updates, { user: USER, alongside: fine })).toMatchObject({
    ok: true,
  });
  expect(units).toEqual([2]);
  expect(await onDisk(core)).toEqual(await inMemory(core));
  expect((await onDisk(core)).join()).toMatch(/Полдень.*7/s);
  expect(await beside(core)).toHaveLength(1);
  await expect.poll(() => socket.sent.length).toBe(before + 1);
});

test('S2 S4: one part that is refused, or a row that breaks a rule, leaves all documents as they were', async () => {
  const { core, device } = await aBoard();
  const before = await onDisk(core);
  const rooms = await Promise.all([INDEX, BOX].map((name) => core.rooms.use(name, (room) => room)));
  const renamed = device.renames('а');
  const refused = [renamed, { name: BOX, bytes: unreadable }];
  const write = (updates: typeof refused, alongside = fine) =>
    core.rooms.writeTogether(updates, { user: USER, alongside });
  expect(await write(refused)).toMatchObject({ ok: false, fault: { code: 'document_refused' } });
  await expect(write([renamed, device.sets('1')], broken)).rejects.toThrow();
  expect(await onDisk(core)).toEqual(before);
  expect(await inMemory(core)).toEqual(before);
  expect(await beside(core)).toEqual([]);
  // Nobody was sent away for it, and the next one goes through.
  expect(await Promise.all([INDEX, BOX].map((name) => core.rooms.use(name, (room) => room)))).toEqual(rooms);
  expect(await write([new Device().sets('2')])).toMatchObject({ ok: true });
});

test('S4: content that rests on a write which came to nothing is not called safe', async () => {
  const disk = { isFull: false, reached: () => {}, full: new Promise<void>(() => {}) };
  const { core, device } = await aBoard({
    wrap: (driver) => ({
      ...driver,
      commit: async (statements) => {
        disk.reached();
        if (disk.isFull) await disk.full;
        return driver.commit(statements);
      },
    }),
  });
  await core.rooms.use(BOX, () => {});
  disk.isFull = true;
  const reached = new Promise<void>((resolve) => {
    disk.reached = resolve;
  });
  let fail = (_: Error) => {};
  disk.full = new Promise((_, reject) => {
    fail = reject;
  });
  const same = device.sets('1');
  const written = core.rooms.writeTogether([same, device.renames('а')], { user: USER, alongside: [] });
  await reached;
  const alone = submit(core, same);
  // The room has taken it by then.
  await core.rooms.use(BOX, () => {});
  fail(new Error('database or disk is full'));
  await expect(written).rejects.toThrow('full');
  expect(await alone).toBe(false);
  disk.isFull = false;
  expect(await inMemory(core)).toEqual(await onDisk(core));
  expect(await submit(core, same)).toBe(true);
});

const act = fc.constantFrom('rename', 'set', 'together', 'rule broken', 'refused', 'pause');

test('S3 S4: whatever edits and shared writes come at once, memory is the log and nobody waits for ever', () =>
  fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 25 }), async (acts) => {
      const { core } = await aBoard();
      const base = await core.rooms.use(INDEX, (room) => room.encodedState());
      const taken: Promise<unknown>[] = [];
      for (const [n, what] of acts.entries()) {
        // Each from a hand of its own: a device whose last edit was refused would leave a gap.
        const index = new Y.Doc();
        Y.applyUpdate(index, base);
        const renames = { name: INDEX, bytes: edits(index, (doc) => renameShot(doc, SHOT, `имя ${n}`)) };
        const sets = new Device().sets(String(n));
        // In turn: two shared writes that enter in different orders must not wait for each other.
        const updates = n % 2 === 0 ? [renames, sets] : [sets, renames];
        if (what === 'pause') await Promise.resolve();
        else if (what === 'rename' || what === 'set')
          taken.push(submit(core, what === 'set' ? sets : renames));
        else if (what === 'refused')
          taken.push(
            core.rooms
              .writeTogether([...updates.slice(0, 1), { name: n % 2 ? INDEX : BOX, bytes: unreadable }], {
                user: USER,
                alongside: fine,
              })
              .then(({ ok }) => !ok),
          );
        else
          taken.push(
            core.rooms
              .writeTogether(updates, { user: USER, alongside: what === 'together' ? fine : broken })
              .then(
                ({ ok }) => ok && what === 'together',
                () => what === 'rule broken',
              ),
          );
      }
      expect(await Promise.all(taken)).toEqual(taken.map(() => true));
      expect(await inMemory(core)).toEqual(await onDisk(core));
    }),
    { numRuns: 40, seed: 7 },
  ));
