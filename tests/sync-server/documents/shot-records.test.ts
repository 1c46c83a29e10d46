import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Core } from '#server/core.ts';
import { type SqlDriver, sql } from '#server/database/sql.ts';
import { readUnreadShots } from '#server/documents/read-unread-shots.ts';
import { silentLog } from '#server/ports.ts';
import { duplicateStatements } from '#server/projects/duplicate-project.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { addPrompt, draftOf, setMark } from '#shared/documents/shot-doc.ts';
import { ProjectId, ShotId } from '#shared/ids.ts';
import { FilmMark, FilmPrompt } from '#shared/storyboard/film-records.ts';
import { aCore, PROJECT, USER } from '../a-core.ts';

const SHOT = ShotId.parse('01ARZ3NDEKTSV4RRFFQ69G5FC0');
const PROMPT = '01ARZ3NDEKTSV4RRFFQ69G5FD0';
const ASSET = '01ARZ3NDEKTSV4RRFFQ69G5FE0';
const NAME = docNameOf({ kind: 'shot', project: PROJECT, shot: SHOT });
const TEXT = 'Кит над городом, «35 мм» \u0007 🐋';

const aPrompt = (id: string, text = TEXT) => ({
  id,
  text,
  model: 'imitation/image',
  params: { seed: 7 },
  createdAt: 5,
});

/** A device at work on the shot's document; every edit goes to the server at once. */
async function aShot(core: Core, name = NAME) {
  const doc = new Y.Doc();
  return async (edit: (doc: Y.Doc) => void): Promise<boolean> => {
    const before = Y.encodeStateVector(doc);
    edit(doc);
    const bytes = Y.encodeStateAsUpdate(doc, before);
    return core.rooms.use(name, async (room) => {
      const accepted = room.submit({ bytes, user: USER, from: undefined });
      return accepted.kind === 'accepted' && (await accepted.written).ok;
    });
  };
}

async function feedOf(core: Core, project = PROJECT) {
  const rows = await core.database.read(
    sql(
      "SELECT seq, kind, id, value FROM feed_rows WHERE feed = ? AND kind IN ('prompt', 'mark') ORDER BY seq",
      `p:${project}`,
    ),
  );
  return rows.map(({ seq, kind, id, value }) => ({
    seq: Number(seq),
    kind,
    id,
    value: value === null ? null : JSON.parse(String(value)),
  }));
}

const tables = (core: Core) =>
  core.database.read(
    sql(
      `SELECT id, text AS says FROM prompts UNION ALL
         SELECT id, rating || ' ' || favourite || ' ' || coalesce(flag, '-') FROM asset_marks ORDER BY id`,
    ),
  );

test('V1: a prompt and a mark of a shot are rows and records of the project with the edit itself', async () => {
  const { core } = await aCore();
  const edits = await aShot(core);
  await edits((doc) => addPrompt(doc, { ...aPrompt(PROMPT), origin: 'edit', remark: 'темнее' }));
  await edits((doc) => setMark(doc, ASSET, { mark: 'rating', value: 4 }));
  await edits((doc) => setMark(doc, ASSET, { mark: 'flag', value: 'pick' }));
  const [prompt, mark] = await feedOf(core);
  expect(FilmPrompt.parse(prompt?.value)).toEqual({
    ...aPrompt(PROMPT),
    shot: SHOT,
    origin: 'edit',
    remark: 'темнее',
    parent: null,
    source: null,
  });
  expect(FilmMark.parse(mark?.value)).toMatchObject({ id: ASSET, shot: SHOT, rating: 4, flag: 'pick' });
  expect(await tables(core)).toEqual([
    { id: PROMPT, says: TEXT },
    { id: ASSET, says: '4 0 pick' },
  ]);
});

test('V2: an edit writes only the records that it changes', async () => {
  const { core } = await aCore();
  const edits = await aShot(core);
  const ids = Array.from({ length: 200 }, (_, n) => `01ARZ3NDEKTSV4RRFFQ69G${String(n).padStart(4, '0')}`);
  await edits((doc) => {
    for (const id of ids) addPrompt(doc, aPrompt(id));
  });
  const written = (await feedOf(core)).at(-1)?.seq ?? 0;
  await edits((doc) => draftOf(doc).insert(0, 'Набросок'));
  await edits((doc) => setMark(doc, ASSET, { mark: 'note', value: 'в клип' }));
  await core.rooms.sweep();
  await edits((doc) => draftOf(doc).insert(0, 'Ещё '));
  const feed = await feedOf(core);
  expect(feed).toHaveLength(201);
  expect(feed.at(-1)).toMatchObject({ seq: written + 1, kind: 'mark' });
});

test('V2: what is taken back is gone from the rows and told to be gone', async () => {
  const { core } = await aCore();
  const edits = await aShot(core);
  await edits((doc) => addPrompt(doc, aPrompt(PROMPT)));
  await edits((doc) => setMark(doc, ASSET, { mark: 'favourite', value: true }));
  await edits((doc) => doc.getMap('prompts').delete(PROMPT));
  await edits((doc) => doc.getMap('marks').clear());
  expect((await feedOf(core)).map(({ value }) => value)).toEqual([null, null]);
  expect(await tables(core)).toEqual([]);
});

test('V3: what a foreign client writes beside the rules is passed over and harms nothing', async () => {
  const { core } = await aCore();
  const edits = await aShot(core);
  const isTaken = await edits((doc) => {
    doc.getMap('prompts').set('нет', { id: 'нет', text: 5 });
    doc.getMap('prompts').set(PROMPT, aPrompt(ASSET));
    doc.getMap('marks').set('без двоеточия', 5);
    doc.getMap('marks').set(`${ASSET}:rating`, 'пять');
    doc.getMap('marks').set(`${ASSET}:flag`, { odd: true });
  });
  expect(isTaken).toBe(true);
  expect(await tables(core)).toEqual([{ id: ASSET, says: '0 0 -' }]);
});

test('V3: one asset of two shots has a record in each', async () => {
  const { core } = await aCore();
  const other = ShotId.parse('01ARZ3NDEKTSV4RRFFQ69G5FC9');
  const [here, there] = [
    await aShot(core),
    await aShot(core, docNameOf({ kind: 'shot', project: PROJECT, shot: other })),
  ];
  await here((doc) => setMark(doc, ASSET, { mark: 'rating', value: 1 }));
  await there((doc) => setMark(doc, ASSET, { mark: 'rating', value: 5 }));
  await there((doc) => doc.getMap('marks').clear());
  const left = (await feedOf(core)).filter(({ value }) => value !== null);
  expect(left.map(({ id, value }) => [id, value.rating])).toEqual([[`${SHOT}:${ASSET}`, 1]]);
});

test('V1: a writer that dies leaves the edit with its rows, or neither', async () => {
  let isDead = false;
  const wrap = (driver: SqlDriver): SqlDriver => ({
    ...driver,
    read: (statement) => driver.read(statement),
    close: () => driver.close(),
    commit: (statements) => {
      const writesMark = statements.some(({ sql: text }) => text.includes('INTO asset_marks'));
      if (isDead && writesMark) return Promise.reject(new Error('killed'));
      return driver.commit(statements);
    },
  });
  const { core } = await aCore({ wrap });
  const edits = await aShot(core);
  await edits((doc) => addPrompt(doc, aPrompt(PROMPT)));
  isDead = true;
  expect(await edits((doc) => setMark(doc, ASSET, { mark: 'rating', value: 3 }))).toBe(false);
  const log = await core.database.read(sql('SELECT seq FROM doc_updates WHERE doc = ?', NAME));
  expect([log.length, (await tables(core)).length]).toEqual([1, 1]);
  isDead = false;
  // The device brings what is missing.
  const again = await aShot(core);
  expect(await again((doc) => setMark(doc, ASSET, { mark: 'rating', value: 3 }))).toBe(true);
  expect(await tables(core)).toHaveLength(2);
});

test('V4: shots that were there before have their rows after a start; a copy has its own', async () => {
  const { core, clock } = await aCore();
  const edits = await aShot(core);
  await edits((doc) => addPrompt(doc, aPrompt(PROMPT)));
  await edits((doc) => setMark(doc, ASSET, { mark: 'rating', value: 2 }));
  const before = await tables(core);
  await core.database.write([
    sql('DELETE FROM prompts'),
    sql('DELETE FROM asset_marks'),
    sql("DELETE FROM feed_rows WHERE kind = 'prompt'"),
    sql('INSERT INTO unread_shots (doc) SELECT doc FROM docs'),
  ]);
  await readUnreadShots(core.database, silentLog);
  expect(await tables(core)).toEqual(before);
  expect((await feedOf(core)).map(({ kind }) => kind).sort()).toEqual(['mark', 'prompt']);
  expect(await core.database.read(sql('SELECT * FROM unread_shots'))).toEqual([]);

  const copy = ProjectId.parse('01ARZ3NDEKTSV4RRFFQ69G5FB9');
  const made = { project: copy, name: 'Копия', user: USER, nowMs: clock.nowMs() };
  const statements = await duplicateStatements(core, { from: PROJECT, ...made });
  if (!statements.ok) throw new Error(statements.fault.code);
  await core.database.write(statements.value);
  expect((await feedOf(core, copy)).map(({ id }) => id)).toEqual((await feedOf(core)).map(({ id }) => id));
});
