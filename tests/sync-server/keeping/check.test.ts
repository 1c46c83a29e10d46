import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { insertAssets } from '#server/assets/store.ts';
import { blobsIn } from '#server/blobs/open-blobs.ts';
import { createCore } from '#server/core.ts';
import { openWriter } from '#server/database/libsql-driver.ts';
import { listMigrations } from '#server/database/migrate.ts';
import { type Statement, sql } from '#server/database/sql.ts';
import { openThreadedDriver } from '#server/database/threaded-driver.ts';
import { appendStatements } from '#server/documents/doc-log.ts';
import { ROOM_LIMITS } from '#server/documents/rooms.ts';
import { insertJob } from '#server/jobs/store.ts';
import { checkAndRepair, checkData } from '#server/keeping/check-data.ts';
import { silentLog, systemClock, systemRandom } from '#server/ports.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { addShots } from '#shared/documents/index-doc.ts';
import { addPrompt, setMark } from '#shared/documents/shot-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';
import { createUlid } from '#shared/ulid.ts';
import { callId } from '../../shared/jobs/a-ledger.ts';
import { USER } from '../a-core.ts';
import { aServer, until } from '../a-server.ts';
import { shoot } from '../archive/a-film.ts';
import { aFolder } from '../command/a-data-folder.ts';

const newId = () => createUlid({ nowMs: Date.now, randomByte: () => Math.floor(Math.random() * 256) });

/** A project of thirty edits whose storyboard has been folded twice, on a disk. */
async function aStudio() {
  const folder = await aFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  await mkdir(folder.path);
  const databaseUrl = `file:${join(folder.path, 'raskadr.db')}`;
  const core = await createCore({
    driver: await openThreadedDriver(databaseUrl),
    migrations: await listMigrations(),
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    roomLimits: { ...ROOM_LIMITS, compactAfterRows: 6 },
  });
  onTestFinished(() => core.database[Symbol.asyncDispose]());
  await core.database.write([
    sql(
      "INSERT INTO users (id, login, password_hash, role, created_at) VALUES (?, 'анна', '', 'admin', 0)",
      USER,
    ),
  ]);
  const half = Array.from({ length: 10 }, (_, at) => ({
    person: at % 2,
    kind: at % 4,
    text: `шот ${at}`,
    at,
  }));
  const project = await shoot(core, { name: 'Кит', acts: half }, () => core.rooms.sweep());
  await core.rooms.close();
  const order = { databaseUrl, dataDir: folder.path };
  const blobs = blobsIn(folder.path);
  return {
    order,
    project,
    index: docNameOf({ kind: 'index', project }),
    check: () => checkData(order),
    database: core.database,
    blobs,
    repair: () => checkAndRepair(order, { database: core.database, blobs, nowMs: Date.now }),
    breakBy: (...statements: Statement[]) => {
      const writer = openWriter(databaseUrl);
      writer.commit(statements);
      writer.close();
    },
    rowsOf: (text: string) => core.database.read(sql(text)),
  };
}

function kindsOf({ problems }: { problems: { kind: string }[] }): string[] {
  return problems.map(({ kind }) => kind);
}

test('K5: sound data has no problems, and everything is looked at', async () => {
  const { check } = await aStudio();
  const report = await check();
  expect(report).toMatchObject({ docs: 1, projects: 1, feeds: 1, problems: [], problemCount: 0 });
  expect(report.rows).toBeGreaterThan(3);
});

type Studio = Awaited<ReturnType<typeof aStudio>>;
type Damage = [kind: string, breakIt: (studio: Studio) => void];

const REPAIRABLE: Damage[] = [
  ['projection', ({ breakBy }) => breakBy(sql("UPDATE projects SET shots = 99, covers = '[]', name = 'X'"))],
  ['record', ({ breakBy }) => breakBy(sql("UPDATE feed_rows SET value = NULL WHERE kind = 'project'"))],
  ['record', ({ breakBy }) => breakBy(sql('DELETE FROM feed_rows'), sql('DELETE FROM feeds'))],
  ['feed', ({ breakBy }) => breakBy(sql('UPDATE feeds SET seq = 1'))],
  ['feed', ({ breakBy }) => breakBy(sql('UPDATE feeds SET seq = seq + 7'))],
  [
    'snapshot',
    ({ breakBy, index }) =>
      breakBy(
        sql(
          "UPDATE doc_snapshots SET bytes = x'0000' WHERE doc = ?1 AND seq = (SELECT max(seq) FROM doc_snapshots WHERE doc = ?1)",
          index,
        ),
      ),
  ],
];

test('K6: what follows from sound data is found and made anew, and no row is deleted for it', async () => {
  for (const [kind, breakIt] of REPAIRABLE) {
    const studio = await aStudio();
    const log = 'SELECT * FROM doc_updates ORDER BY doc, seq';
    const before = await studio.rowsOf(log);
    breakIt(studio);
    expect(kindsOf(await studio.check())).toContain(kind);
    const repaired = await studio.repair();
    expect([kind, repaired.problems]).toEqual([kind, []]);
    expect(repaired.repaired).toBeGreaterThan(0);
    expect(await studio.rowsOf(log)).toEqual(before);
    expect((await studio.rowsOf('SELECT name FROM projects'))[0]?.name).not.toBe('X');
  }
}, 120_000);

test('V4: rows of prompts and marks that are not what their document says are found and made anew', async () => {
  const { project, database, check, repair, breakBy, rowsOf } = await aStudio();
  const [shot, asset] = [ShotId.parse(newId()), newId()];
  const doc = new Y.Doc();
  addPrompt(doc, { id: newId(), text: 'Кит', model: null, params: { size: [1, 2] }, createdAt: 5 });
  setMark(doc, asset, { mark: 'favourite', value: true });
  const name = docNameOf({ kind: 'shot', project, shot });
  const entry = { bytes: Y.encodeStateAsUpdate(doc), user: null };
  await database.write(appendStatements(name, [entry], { head: 0, nowMs: 0 }));
  const told = "SELECT value FROM feed_rows WHERE kind IN ('prompt', 'mark') AND value IS NOT NULL";
  const damages = [
    [],
    [sql("UPDATE prompts SET text = 'Слон'"), sql("UPDATE feed_rows SET value = NULL WHERE kind = 'mark'")],
    [sql("UPDATE feed_rows SET id = replace(id, ?, ?) WHERE kind = 'mark'", asset, newId())],
  ];
  for (const damage of damages) {
    if (damage.length > 0) breakBy(...damage);
    expect(kindsOf(await check())).toEqual(['record']);
    expect((await repair()).problems).toEqual([]);
    expect((await rowsOf(told)).length).toBe(2);
  }
}, 120_000);

const LOST: Damage[] = [
  [
    'log',
    ({ breakBy }) =>
      breakBy(sql("UPDATE doc_updates SET bytes = x'0101' WHERE seq = (SELECT max(seq) FROM doc_updates)")),
  ],
  [
    'log',
    ({ breakBy }) =>
      breakBy(sql('DELETE FROM doc_updates WHERE seq = (SELECT max(seq) - 1 FROM doc_updates)')),
  ],
  ['log', ({ breakBy }) => breakBy(sql('UPDATE docs SET head_seq = head_seq + 1'))],
  ['foreign_key', ({ order }) => orphan(order.databaseUrl)],
];

test('K5 K6: what cannot be made anew is named and left as it is', async () => {
  for (const [kind, breakIt] of LOST) {
    const studio = await aStudio();
    breakIt(studio);
    const found = await studio.check();
    expect(kindsOf(found)).toContain(kind);
    expect(kindsOf(await studio.repair())).toContain(kind);
  }
}, 120_000);

function orphan(databaseUrl: string): void {
  const writer = openWriter(databaseUrl);
  writer.read(sql('PRAGMA foreign_keys = OFF'));
  writer.commit([sql("INSERT INTO sessions VALUES ('x', x'00', 'nobody', 0, 0, '')")]);
  writer.close();
}

test('K5: a blob that does not hold what it is named after is found', async () => {
  const { order, check } = await aStudio();
  const name = 'ab'.repeat(32);
  await mkdir(join(order.dataDir, 'blobs', 'ab'), { recursive: true });
  await writeFile(join(order.dataDir, 'blobs', 'ab', name), 'другое');
  expect(await check()).toMatchObject({
    blobs: 1,
    problems: [{ kind: 'blob', subject: `blobs/ab/${name}` }],
  });
});

test('K5: a file that is no database any more is a problem and not an error', async () => {
  const folder = await aFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  await mkdir(folder.path);
  await writeFile(join(folder.path, 'raskadr.db'), 'x'.repeat(10_000));
  const order = { databaseUrl: `file:${join(folder.path, 'raskadr.db')}`, dataDir: folder.path };
  expect(kindsOf(await checkData(order))).toEqual(['database']);
});

test('K5: work that goes on meanwhile is never taken for damage', async () => {
  const server = await aServer();
  const { index } = await server.aProject();
  const { doc, provider } = server.stockClient(index);
  await until(() => provider.synced, 'the first state');
  let edits = 0;
  const addShot = () =>
    addShots(doc, [{ id: ShotId.parse(newId()), title: `шот ${++edits}` }], { at: 0, randomBit: () => true });
  const working = setInterval(addShot, 10);
  const order = { databaseUrl: `file:${join(server.folder, 'raskadr.db')}`, dataDir: server.folder };
  const rows: number[] = [];
  for (let n = 0; n < 4; n++) {
    const before = edits;
    const report = await checkData(order);
    expect(report.problems).toEqual([]);
    rows.push(report.rows);
    await until(() => edits > before, 'the next edit');
  }
  clearInterval(working);
  expect(rows.at(-1)).toBeGreaterThan(rows[0] ?? 0);
}, 60_000);

test('what the ledger, its money, its questions and its records say is held against each other, and made true', async () => {
  const { project, check, repair, breakBy } = await aStudio();
  const nowMs = 1_750_000_000_000;
  const id = JobId.parse(newId());
  const call = {
    id: callId(1),
    fence: 1,
    state: 'succeeded',
    recovery: 'none',
    taskId: null,
    wasUnknown: false,
    sendUntilMs: 0,
    currency: 'RUB',
    day: '2026-11-21',
    reserved: 30,
    actual: 25,
  } as const;
  const job = {
    id,
    kind: 'generate:imitation',
    project,
    user: USER,
    account: null,
    dedupeKey: null,
    payload: {},
    priority: 100,
    maxAttempts: 3,
    runAtMs: nowMs,
  };
  const asset = {
    id: newId(),
    project,
    shot: ShotId.parse(newId()),
    sha256: 'a'.repeat(64),
    kind: 'image',
    type: 'image/png',
    sizeBytes: 5,
    width: null,
    height: null,
    durationMs: null,
    take: null,
    prompt: null,
    job: id,
    model: null,
    position: 0,
    createdAt: nowMs,
  } as const;
  breakBy(
    ...insertJob(job, nowMs),
    sql("UPDATE jobs SET ledger = json_set(ledger, '$.calls', json(?)), version = 1", JSON.stringify([call])),
    sql(
      "INSERT INTO spending (scope, currency, cap_scope, reserved, spent) VALUES (?1, 'RUB', ?1, 3, 25)",
      `project ${project}`,
    ),
    sql(
      "INSERT INTO spending (scope, currency, cap_scope, reserved, spent) VALUES (?, 'RUB', ?, 0, 25)",
      `project ${project} day 2026-11-21`,
      `project ${project} day`,
    ),
    ...insertAssets([asset]),
    sql("UPDATE jobs SET state = 'needs_human'"),
    sql('UPDATE assets SET width = 7'),
  );
  const { problems } = await check();
  expect(problems.map(({ kind, detail }) => [kind, detail.slice(0, 12)]).sort()).toEqual([
    ['blob', 'is missing ('],
    ['job', 'its columns '],
    ['job', 'its state an'],
    ['money', 'says 3 held '],
    ['record', 'the record o'],
    ['record', 'the record o'],
  ]);
  // What follows from something sound is made anew; the rest is for a person.
  expect(kindsOf(await repair()).sort()).toEqual(['blob', 'job', 'job']);
});
