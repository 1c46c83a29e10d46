import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DocName } from '#shared/documents/doc-name.ts';
import { addPrompt } from '#shared/documents/shot-doc.ts';
import { DeviceId } from '#shared/ids.ts';
import { ServerProcess } from '../server-process.ts';
import { marksOf } from './journal.ts';
import { Person } from './person.ts';
import { newUlid, Studio } from './studio.ts';
import { until } from './wait.ts';

test('a second server on the same data folder refuses in Russian, and the first goes on', async () => {
  await using studio = await Studio.create();
  const second = await ServerProcess.runToEnd({ dataDir: studio.dataDir });
  expect(second).toMatchObject({ code: 1, signal: null });
  expect(second.stderr).toContain('Раскадр не запустился.');
  expect(second.stderr).toContain(`${studio.dataDir} занята`);
  expect((await studio.get('/api/projects')).status).toBe(200);
});

test('a database of a newer version is refused with the reason and left untouched', async () => {
  await using studio = await Studio.create();
  await studio.server.stop();
  change(
    studio,
    "INSERT INTO schema_migrations (version, name, sha256) VALUES (9999, '9999_future.sql', 'x')",
  );
  const before = await hashOfDatabase(studio);
  const refused = await ServerProcess.runToEnd({ dataDir: studio.dataDir }, 10_000);
  expect(refused).toMatchObject({ code: 1, signal: null });
  expect(refused.stderr).toContain('База данных создана более новой версией Раскадра');
  expect(await hashOfDatabase(studio)).toBe(before);
});

test('a file of another program is refused with the reason and left untouched', async () => {
  await using studio = await Studio.create();
  await studio.server.stop();
  change(studio, 'PRAGMA application_id = 7');
  const before = await hashOfDatabase(studio);
  const refused = await ServerProcess.runToEnd({ dataDir: studio.dataDir }, 10_000);
  expect(refused).toMatchObject({ code: 1, signal: null });
  expect(refused.stderr).toContain('принадлежит другой программе');
  expect(await hashOfDatabase(studio)).toBe(before);
});

test.each([
  ['a row with other bytes', "UPDATE doc_updates SET bytes = x'0000' WHERE doc = ? AND seq = 2"],
  ['a row that is missing', 'DELETE FROM doc_updates WHERE doc = ? AND seq = 2'],
  ['a last row that is missing', 'DELETE FROM doc_updates WHERE doc = ? AND seq = 3'],
])('S6: %s closes that document alone, with a permanent code', async (_what, damage) => {
  await using studio = await Studio.create();
  const [broken, sound] = [studio.newShotDoc(), studio.newShotDoc()];
  for (const name of [broken, sound]) await pushPrompts(studio, name, 3);
  await studio.server.stop();
  change(studio, damage, broken);
  await studio.restart();

  await expect(Person.join(studio, broken)).rejects.toThrow('4423 document_damaged');
  expect((await studio.get(`/api/docs/${broken}/state`)).status).toBe(409);
  const person = await Person.join(studio, sound);
  person.edit();
  await until('the edit is acknowledged', () => person.unacked === 0);
  person.terminate();
  const pull = await studio.get(`/api/projects/${studio.project}/pull`);
  expect(pull.status).toBe(200);
  const pulled = Buffer.from(await pull.arrayBuffer()).toString('latin1');
  expect(pulled).toContain(sound);
  expect(pulled).not.toContain(broken);
});

test('S6: a damaged board is told as such, and the list of projects still comes', async () => {
  await using studio = await Studio.create();
  await studio.server.stop();
  change(studio, "UPDATE doc_updates SET bytes = x'00' WHERE doc = ?", studio.index);
  await studio.restart();
  const view = await studio.get(`/api/projects/${studio.project}/view`);
  expect(view.status).toBe(409);
  expect(await view.text()).toContain('Документ на сервере повреждён');
  expect((await studio.get('/api/projects')).status).toBe(200);
});

test.each([1, 2])(
  'S3: a damaged snapshot is made again from the one before it or from the rows, after %i compaction(s)',
  async (compactions) => {
    await using studio = await Studio.create();
    const name = studio.newShotDoc();
    for (let n = 1; n <= compactions; n++) {
      await pushPrompts(studio, name, 201);
      await until('the log is folded', () => count(studio, 'doc_snapshots', name) === Math.min(n, 2));
    }
    await studio.server.stop();
    change(
      studio,
      "UPDATE doc_snapshots SET bytes = x'00' WHERE doc = ?1 AND seq = (SELECT max(seq) FROM doc_snapshots WHERE doc = ?1)",
      name,
    );
    await studio.restart();
    expect(marksOf((await studio.read(name)).doc)).toHaveLength(201 * compactions);
    await pushPrompts(studio, name, 1);
    expect(marksOf((await studio.read(name)).doc)).toHaveLength(201 * compactions + 1);
  },
);

function change(studio: Studio, statement: string, ...args: string[]): void {
  using database = new DatabaseSync(join(studio.dataDir, 'raskadr.db'));
  database.prepare(statement).run(...args);
}

function count(studio: Studio, table: string, name: DocName): number {
  using database = new DatabaseSync(join(studio.dataDir, 'raskadr.db'), { readOnly: true });
  return Number(database.prepare(`SELECT count(*) AS n FROM ${table} WHERE doc = ?`).get(name)?.n);
}

async function hashOfDatabase(studio: Studio): Promise<string> {
  const bytes = await readFile(join(studio.dataDir, 'raskadr.db'));
  return createHash('sha256').update(bytes).digest('hex');
}

async function pushPrompts(studio: Studio, name: DocName, rows: number): Promise<void> {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let n = 0; n < rows; n++)
    addPrompt(doc, { id: newUlid(), text: `кадр ${n}`, model: null, params: {}, createdAt: 0 });
  const device = DeviceId.parse(newUlid());
  const answer = await studio.push(name, { device, rows: updates.map((update, row) => ({ row, update })) });
  expect(answer.status).toBe(200);
}
